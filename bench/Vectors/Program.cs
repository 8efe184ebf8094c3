using System.Text.Json;
using Onebox.Vectors.Bench;

BenchSettings settings;
try
{
    settings = BenchSettings.Parse(args);
}
catch (Exception e) when (e is ArgumentException or FormatException or OverflowException)
{
    Console.Error.WriteLine(e.Message);
    Console.Error.WriteLine(BenchSettings.Usage);
    return 2;
}

if (settings.Kernels)
{
    KernelBench.Run(settings);
    return 0;
}

if (settings.Generate is { } folder)
{
    Directory.CreateDirectory(folder);
    var clusters = Math.Max(1, settings.Count / 500);
    var made = SyntheticData.Generate(settings.Count, settings.Dimensions, clusters, seed: 1, stream: 1);
    var asked = SyntheticData.Generate(settings.QueryCount, settings.Dimensions, clusters, seed: 1, stream: 2);
    VectorFiles.Write(Path.Combine(folder, "base.fvecs"), made);
    VectorFiles.Write(Path.Combine(folder, "queries.fvecs"), asked);
    VectorFiles.Write(Path.Combine(folder, "truth.ivecs"), ExactTruth.Compute(made, asked, settings.Metric, k: Math.Min(100, settings.Count)));
    Console.WriteLine($"--base {folder}/base.fvecs --queries {folder}/queries.fvecs --truth {folder}/truth.ivecs --metric {settings.Metric}");
    return 0;
}

if (settings.Base is null || settings.Queries is null || settings.Truth is null)
{
    Console.Error.WriteLine(BenchSettings.Usage);
    return 2;
}

Rows<float>? vectors = VectorFiles.Read<float>(settings.Base);
var queries = VectorFiles.Read<float>(settings.Queries);
var truth = VectorFiles.Read<int>(settings.Truth);
var filters = new List<FilterReport>();
var configurations = new List<ConfigurationReport>();
foreach (var storage in settings.Storages)
{
    configurations.Add(IndexBench.Run(
        settings, storage, vectors, queries, truth, index =>
        {
            if (settings.Filters)
                filters.AddRange(FilterBench.Run(settings, storage, index, queries));
        }));
    Progress(configurations[^1]);
}

// The driver reads the files itself.
var (count, dimensions) = (vectors.Count, vectors.Dimensions);
vectors = null;
GC.Collect();
var hnswlib = settings.Hnswlib ? HnswlibBench.Run(settings, settings.Widths.Length > 0 ? settings.Widths : IndexBench.DefaultWidths) : null;
if (hnswlib is not null)
{
    Progress(hnswlib);
    for (var i = 0; i < configurations.Count; i++)
        configurations[i] = configurations[i] with { TimesHnswlib = configurations[i].Qps / hnswlib.Qps };
}

var report = new BenchReport(
    count, dimensions, settings.Metric, queries.Count, settings.Threads, configurations, hnswlib,
    hnswlib is null ? HnswlibBench.HowToInstall : null, settings.Filters ? filters : null);
if (settings.Json)
    Console.WriteLine(JsonSerializer.Serialize(report, new JsonSerializerOptions(JsonSerializerDefaults.Web) { WriteIndented = true }));
else
    Print();
return 0;

// Progress goes to stderr: with --json stdout is one document.
void Progress(ConfigurationReport done)
    => Console.Error.WriteLine($"{done.Name,-14} built in {done.BuildSeconds,6:F1} s, {done.MemoryMiB,6:F0} MiB: recall {done.Recall:F4} at width {done.Width}, {done.Qps,8:F0} queries/s");

void Print()
{
    foreach (var configuration in configurations.Append(hnswlib).OfType<ConfigurationReport>())
        foreach (var point in configuration.Points)
            Console.WriteLine($"{configuration.Name,-14} width {point.Width,4}  recall@10 {point.Recall:F4}  {point.Qps,8:F0} queries/s");
    foreach (var filter in filters)
        Console.WriteLine($"{filter.Storage,-8} filter {filter.Selectivity,6:P1}  recall@10 {filter.Recall:F4}  {filter.Qps,8:F0} queries/s");
    if (report.HnswlibNote is not null)
        Console.WriteLine(report.HnswlibNote);
}
