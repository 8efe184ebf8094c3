using System.Diagnostics.Metrics;

namespace Onebox.Catalog;

/// <summary>What the catalog counts.</summary>
internal sealed class CatalogMetrics
{
    private readonly Counter<long> _bytes;
    private readonly Counter<long> _retries;
    private readonly Histogram<double> _seconds;
    private readonly Counter<long> _uploaded;

    public CatalogMetrics(IMeterFactory meters)
    {
        var meter = meters.Create("Onebox.Catalog");
        _bytes = meter.CreateCounter<long>("onebox.import.bytes", "By", "Bytes brought in by imports");
        _retries = meter.CreateCounter<long>("onebox.import.retries", "{try}", "Interrupted reads of a source that were tried again");
        _seconds = meter.CreateHistogram<double>("onebox.import.duration", "s", "Imports by source and outcome");
        _uploaded = meter.CreateCounter<long>("onebox.upload.bytes", "By", "Bytes received by uploads");
    }

    public void BroughtIn(string source, long bytes) => _bytes.Add(bytes, Tag("source", source));

    public void Retried(string source) => _retries.Add(1, Tag("source", source));

    /// <param name="outcome"><c>ready</c>, <c>cancelled</c> or an error's code.</param>
    public void Ended(string source, string outcome, TimeSpan duration) => _seconds.Record(duration.TotalSeconds, Tag("source", source), Tag("outcome", outcome));

    public void Uploaded(long bytes) => _uploaded.Add(bytes);

    private static KeyValuePair<string, object?> Tag(string name, string value) => new(name, value);
}
