namespace Onebox.Vectors.Bench;

internal sealed record BenchReport(
    int Vectors, int Dimensions, string Metric, int Queries, int BuildThreads, IReadOnlyList<ConfigurationReport> Configurations, ConfigurationReport? Hnswlib, string? HnswlibNote,
    IReadOnlyList<FilterReport>? Filters);

/// <param name="Recall">recall@10 at the first width that reaches 0.95 (else at the last).</param>
/// <param name="Qps">Queries a second there, one thread.</param>
internal sealed record ConfigurationReport(
    string Name, double Recall, double Qps, double BuildSeconds, double MemoryMiB, int Width, double? TimesHnswlib, IReadOnlyList<PointReport> Points)
{
    public static PointReport Chosen(IReadOnlyList<PointReport> points) => points.FirstOrDefault(static p => p.Recall >= 0.95) ?? points[^1];
}

internal sealed record PointReport(int Width, double Recall, double Qps);

internal sealed record FilterReport(string Storage, double Selectivity, int Width, double Recall, double Qps);
