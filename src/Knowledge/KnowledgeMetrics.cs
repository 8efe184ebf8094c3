using System.Diagnostics.Metrics;
using Onebox.Knowledge.Ingestion;

namespace Onebox.Knowledge;

/// <summary>The meter <c>Onebox.Knowledge</c>.</summary>
internal sealed class KnowledgeMetrics
{
    private readonly Counter<long> _files;
    private readonly Histogram<double> _searches;
    private readonly Histogram<double> _answers;

    public KnowledgeMetrics(IMeterFactory meters)
    {
        var meter = meters.Create("Onebox.Knowledge");
        _files = meter.CreateCounter<long>("onebox.knowledge.files", "{file}", "Files looked at by ingestions, by what became of them");
        _searches = meter.CreateHistogram<double>("onebox.knowledge.search.duration", "s", "How long searches took");
        _answers = meter.CreateHistogram<double>("onebox.knowledge.answer.duration", "s", "How long answers took, by what came of them");
    }

    public void Ingested(IngestOutcome outcome) => _files.Add(1, new KeyValuePair<string, object?>("outcome", outcome.ToString().ToLowerInvariant()));

    public void Searched(double milliseconds, Api.Knowledge.SearchMode mode) => _searches.Record(milliseconds / 1000, new KeyValuePair<string, object?>("mode", mode.ToString().ToLowerInvariant()));

    public void Answered(double milliseconds, string outcome) => _answers.Record(milliseconds / 1000, new KeyValuePair<string, object?>("outcome", outcome));
}
