using System.Diagnostics;
using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using Onebox.Api.Knowledge;
using Onebox.Testing;
using Onebox.Testing.Mixed;

namespace Onebox.Documents.Bench.Ingestion;

/// <summary>
/// A thousand files of all formats with poison among them: all good ones in, all bad ones named, memory bounded, host and worker killed on the way, nothing twice. Then each
/// format by itself, for its pages a second through reading, cutting, embedding and writing.
/// </summary>
internal static class IngestionBench
{
    private const int FilesOfAFormat = 20;
    private static readonly JsonSerializerOptions Readable = new() { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static async Task<int> RunAsync(string[] arguments)
    {
        string Option(string name, string? otherwise = null) =>
            Array.IndexOf(arguments, "--" + name) is var at and >= 0 && at + 1 < arguments.Length ? arguments[at + 1] : otherwise ?? throw new ArgumentException($"--{name} is missing; see Program.cs.", name);
        int Number(string name, string otherwise) => int.Parse(Option(name, otherwise), CultureInfo.InvariantCulture);

        var (files, poisoned) = (Number("files", "1000"), Number("poisoned", "24"));
        var folder = Directory.CreateTempSubdirectory("onebox-mixed-").FullName;
        try
        {
            var mixed = MixedFolder.Write(folder, Checkout.Corpus, files - poisoned, poisoned, Number("seed", "1"), pages: true);
            await using var box = await IngestedBox.StartAsync(Option("host"), "--Onebox:Knowledge:ParserMemoryBytes", (Number("parser-memory", "512") * 1048576L).ToString(CultureInfo.InvariantCulture));
            var report = await WholeAsync(box, mixed, folder);
            Console.WriteLine(JsonSerializer.Serialize(report, Readable));
            Console.WriteLine(JsonSerializer.Serialize(await FormatsAsync(box, mixed, folder), Readable));
            return (bool)report["passed"] ? 0 : 1;
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static async Task<Dictionary<string, object>> WholeAsync(IngestedBox box, MixedFolder mixed, string folder)
    {
        var knowledge = box.Client.Knowledge;
        await knowledge.CreateAsync(new CreateKnowledgeBaseRequest("mixed"));
        var watch = Stopwatch.StartNew();
        var accepted = await knowledge.AddAsync("mixed", new AddDocumentsRequest([folder]));
        var all = mixed.Good.Count + mixed.Poisoned.Count;
        await SeenAsync(box, all / 4);
        await box.KillWorkerAsync();
        await SeenAsync(box, all / 2);
        await box.KillAsync();
        await box.DoneAsync(accepted.TaskId);
        knowledge = box.Client.Knowledge;
        var seconds = watch.Elapsed.TotalSeconds;

        var info = await knowledge.GetAsync("mixed");
        var documents = (await knowledge.DocumentsAsync("mixed")).Items;
        var failures = info.Failures!.ToDictionary(f => f.Document, f => f.Reason, StringComparer.Ordinal);
        var lost = mixed.Good.Where(g => !documents.Any(d => d.Name == g.Name && d.State == "ready")).Select(g => $"{g.Name}: {failures.GetValueOrDefault(g.Name, "not there")}").ToList();
        var unnamed = mixed.Poisoned.Where(p => !failures.ContainsKey(p.Name)).Select(p => p.Name).ToList();
        List<string> unfound = [];
        foreach (var good in mixed.Good.Where(g => g.Serial is not null))
        {
            var hits = (await knowledge.SearchAsync("mixed", new SearchKnowledgeRequest(good.Serial!, Mode: SearchMode.Text))).Hits;
            if (hits.Count == 0 || hits[0].Document != good.Name) unfound.Add(good.Name);
        }

        var twice = documents.Count - documents.DistinctBy(d => d.Name).Count() + documents.Count(d => d.Version != 1);
        watch.Restart();
        await box.DoneAsync((await knowledge.AddAsync("mixed", new AddDocumentsRequest([folder]))).TaskId);
        var again = await knowledge.GetAsync("mixed");
        var same = (info.Documents, info.Chunks, info.Vectors) == (again.Documents, again.Chunks, again.Vectors);
        return new(StringComparer.Ordinal)
        {
            ["passed"] = lost.Count + unnamed.Count + unfound.Count + twice == 0 && same,
            ["good files in"] = $"{info.Documents} of {mixed.Good.Count}",
            ["bad files named"] = $"{mixed.Poisoned.Count - unnamed.Count} of {mixed.Poisoned.Count}",
            ["lost"] = lost,
            ["not named"] = unnamed,
            ["not found first by their serial word"] = unfound,
            ["twice"] = twice,
            ["chunks, vectors"] = $"{info.Chunks}, {info.Vectors}",
            ["seconds, both kills included"] = Math.Round(seconds, 1),
            ["seconds, again unchanged (refused ones are not read again)"] = Math.Round(watch.Elapsed.TotalSeconds, 1),
            ["unchanged afterwards"] = same,
            ["peak of the host, MiB"] = box.HostPeak / 1024,
            ["peak of a worker, MiB"] = box.WorkerPeak / 1024,
            ["worker processes"] = box.Workers,
            ["reasons"] = mixed.Poisoned.ToDictionary(p => $"{p.Name} ({p.Poison})", p => failures.GetValueOrDefault(p.Name, ""), StringComparer.Ordinal),
        };
    }

    private static async Task<SortedDictionary<string, object>> FormatsAsync(IngestedBox box, MixedFolder mixed, string folder)
    {
        SortedDictionary<string, object> formats = new(StringComparer.Ordinal);
        foreach (var format in mixed.Good.GroupBy(g => Path.GetExtension(g.Name)))
        {
            var name = $"only-{format.Key[1..]}";
            var some = format.Take(FilesOfAFormat).Select(g => Path.Combine(folder, g.Name)).ToArray();
            await box.Client.Knowledge.CreateAsync(new CreateKnowledgeBaseRequest(name));
            var watch = Stopwatch.StartNew();
            await box.DoneAsync((await box.Client.Knowledge.AddAsync(name, new AddDocumentsRequest(some))).TaskId);
            var seconds = watch.Elapsed.TotalSeconds;
            var pages = (await box.Client.Knowledge.DocumentsAsync(name)).Items.Sum(d => Math.Max(1, d.Pages));
            formats[format.Key] = $"{pages / seconds:0.0} ({some.Length} files, {pages} pages, {seconds:0.0} s with the worker's start)";
            await box.Client.Knowledge.DeleteAsync(name);
        }

        return formats;
    }

    private static async Task SeenAsync(IngestedBox box, int files)
    {
        while (await box.Client.Knowledge.GetAsync("mixed") is { } info && info.Documents + info.Failed < files) await Task.Delay(50);
    }
}
