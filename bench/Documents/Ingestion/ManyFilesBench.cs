using System.Diagnostics;
using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.RegularExpressions;
using Onebox.Api.Knowledge;

namespace Onebox.Documents.Bench.Ingestion;

/// <summary>
/// Thousands of small text files: how fast they are added, how much memory that takes, how long a search over them takes, also while others ask; and, as a watched folder, how long until
/// some changed, as many deleted and as many renamed ones are seen, and what watching costs while nothing happens.
/// </summary>
internal static partial class ManyFilesBench
{
    private static readonly TimeSpan Idle = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);
    private static readonly JsonSerializerOptions Readable = new() { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static async Task<int> RunAsync(string[] arguments)
    {
        string Option(string name, string? otherwise = null) =>
            Array.IndexOf(arguments, "--" + name) is var at and >= 0 && at + 1 < arguments.Length ? arguments[at + 1] : otherwise ?? throw new ArgumentException($"--{name} is missing; see Program.cs.", name);
        var files = int.Parse(Option("files", "5000"), CultureInfo.InvariantCulture);
        var folder = Directory.CreateTempSubdirectory("onebox-many-").FullName;
        try
        {
            var questions = Write(folder, Option("text", "../shared/data/xquad.en.json"), files);
            await using var box = await IngestedBox.StartAsync(Option("host"));
            Say("added", await AddAsync(box, folder, files));
            Say("searched", await SearchAsync(box, questions));
            Say("watched", await WatchAsync(box, folder, int.Parse(Option("changed", "10"), CultureInfo.InvariantCulture)));
            return 0;
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static async Task<Dictionary<string, object>> AddAsync(IngestedBox box, string folder, int files)
    {
        await box.Client.Knowledge.CreateAsync(new CreateKnowledgeBaseRequest("many"));
        var (begun, processor) = (Stopwatch.GetTimestamp(), Processor(box.ProcessId));
        await box.DoneAsync((await box.Client.Knowledge.AddAsync("many", new AddDocumentsRequest([folder], Watch: true))).TaskId);
        var (seconds, busy) = (Stopwatch.GetElapsedTime(begun).TotalSeconds, Processor(box.ProcessId) - processor);
        begun = Stopwatch.GetTimestamp();
        await box.DoneAsync((await box.Client.Knowledge.AddAsync("many", new AddDocumentsRequest([folder], Watch: true))).TaskId);
        var again = Stopwatch.GetElapsedTime(begun).TotalSeconds;
        var info = await box.Client.Knowledge.GetAsync("many");
        return new() { ["documents"] = info.Documents, ["chunks"] = info.Chunks, ["vectors"] = info.Vectors, ["seconds"] = Math.Round(seconds, 1), ["filesASecond"] = Math.Round(files / seconds, 1), ["hostProcessorSeconds"] = Math.Round(busy, 1), ["unchangedSeconds"] = Math.Round(again, 2), ["hostPeakMiB"] = box.HostPeak >> 10, ["workerPeakMiB"] = box.WorkerPeak >> 10 };
    }

    private static async Task<Dictionary<string, object>> SearchAsync(IngestedBox box, List<string> questions)
    {
        var report = new Dictionary<string, object>();
        foreach (var mode in Enum.GetValues<SearchMode>())
        {
            var first = await TimeAsync(box, questions[0], mode, 10);
            var alone = new List<double>();
            foreach (var question in questions.Take(200)) alone.Add(await TimeAsync(box, question, mode, 10));
            var begun = Stopwatch.GetTimestamp();
            await Parallel.ForEachAsync(questions.Take(1000), new ParallelOptions { MaxDegreeOfParallelism = 8 }, async (question, _) => await TimeAsync(box, question, mode, 100));
            report[mode.ToString()] = $"first {first:0} ms; alone, top 10: median {alone.Order().ElementAt(alone.Count / 2):0.0} ms, 99 % {alone.Order().ElementAt(alone.Count * 99 / 100):0.0} ms; 8 at once, top 100 with texts: {Math.Min(1000, questions.Count) / Stopwatch.GetElapsedTime(begun).TotalSeconds:0} a second";
        }

        return report;
    }

    private static async Task<double> TimeAsync(IngestedBox box, string question, SearchMode mode, int top)
    {
        var begun = Stopwatch.GetTimestamp();
        await box.Client.Knowledge.SearchAsync("many", new SearchKnowledgeRequest(question, top, mode, MinScore: 0));
        return Stopwatch.GetElapsedTime(begun).TotalMilliseconds;
    }

    private static async Task<Dictionary<string, object>> WatchAsync(IngestedBox box, string folder, int some)
    {
        async Task<double> UntilAsync(Func<Task<bool>> seen)
        {
            var since = Stopwatch.GetTimestamp();
            while (!await seen())
            {
                if (Stopwatch.GetElapsedTime(since) > Patience) throw new TimeoutException("The changes were not seen.");
                await Task.Delay(200);
            }

            return Math.Round(Stopwatch.GetElapsedTime(since).TotalSeconds, 1);
        }

        async Task<bool> FindsAsync(string words) => (await box.Client.Knowledge.SearchAsync("many", new SearchKnowledgeRequest(words, 1, SearchMode.Text, MinScore: 0.5))).Hits.Count > 0;
        // The first look after the start takes the folder over; then all is quiet.
        await UntilAsync(async () => (await box.Client.Knowledge.GetAsync("many")).Work is not { Count: > 0 });
        await Task.Delay(TimeSpan.FromSeconds(15));
        var (processor, begun) = (Processor(box.ProcessId), Stopwatch.GetTimestamp());
        await Task.Delay(Idle);
        var share = (Processor(box.ProcessId) - processor) / Stopwatch.GetElapsedTime(begun).TotalSeconds;

        var all = Directory.EnumerateFiles(folder, "*.txt", SearchOption.AllDirectories).Order(StringComparer.Ordinal).ToList();
        for (var i = 0; i < some; i++) await File.WriteAllTextAsync(all[i], $"The quagga of the zeppelin works has the number {i}.");
        var changed = await UntilAsync(async () => await FindsAsync(FormattableString.Invariant($"quagga zeppelin number {some - 1}")) && await FindsAsync("quagga zeppelin number 0"));
        var count = (await box.Client.Knowledge.GetAsync("many")).Documents;
        foreach (var file in all.Skip(some).Take(some)) File.Delete(file);
        var deleted = await UntilAsync(async () => (await box.Client.Knowledge.GetAsync("many")).Documents == count - some);
        foreach (var file in all.Skip(2 * some).Take(some)) File.Move(file, Path.ChangeExtension(file, "renamed.txt"));
        var renamed = await UntilAsync(async () => (await box.Client.Knowledge.DocumentsAsync("many")).Items.Count(d => d.Name.EndsWith(".renamed.txt", StringComparison.Ordinal)) == some);
        return new() { ["idleProcessorShare"] = Math.Round(share, 4), ["changedSeenAfterSeconds"] = changed, ["deletedSeenAfterSeconds"] = deleted, ["renamedSeenAfterSeconds"] = renamed, ["hostPeakMiB"] = box.HostPeak >> 10 };
    }

    /// <summary>Seconds of processor time that a process has had.</summary>
    private static double Processor(int process)
    {
        using var of = Process.GetProcessById(process);
        return of.TotalProcessorTime.TotalSeconds;
    }

    /// <summary>Files of three to six sentences each, a thousand in a folder.</summary>
    /// <returns>Questions over the texts.</returns>
    private static List<string> Write(string folder, string text, int files)
    {
        using var json = JsonDocument.Parse(File.ReadAllBytes(text));
        var paragraphs = json.RootElement.GetProperty("data").EnumerateArray().SelectMany(a => a.GetProperty("paragraphs").EnumerateArray()).ToList();
        var sentences = paragraphs.SelectMany(p => Sentence().Split(p.GetProperty("context").GetString()!)).Where(s => s.Length > 20).ToList();
        var random = new Random(1);
        for (var i = 0; i < files; i++)
        {
            var path = Path.Combine(folder, FormattableString.Invariant($"{i / 1000:000}"), FormattableString.Invariant($"{i:000000}.txt"));
            if (i % 1000 == 0) Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            File.WriteAllText(path, string.Join(' ', Enumerable.Range(0, random.Next(3, 7)).Select(_ => sentences[random.Next(sentences.Count)])));
        }

        return [.. paragraphs.SelectMany(p => p.GetProperty("qas").EnumerateArray()).Select(q => q.GetProperty("question").GetString()!)];
    }

    private static void Say(string what, Dictionary<string, object> report) => Console.WriteLine($"{what}: {JsonSerializer.Serialize(report, Readable)}");

    [GeneratedRegex(@"(?<=[.!?])\s+", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Sentence();
}
