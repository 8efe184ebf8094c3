using System.Diagnostics;
using System.Globalization;
using Onebox.Llama;

// Multiple choice with a shared five-shot prefix: with prefix reuse, and without it.
//   dotnet run -c Release --project bench/Evaluation -- MODEL.gguf [items]
// The requests are those of Onebox.Evaluation's AskChoice: each of four choices after the prompt, scored from where the choice begins.
if (args.Length == 0)
{
    await Console.Error.WriteLineAsync("usage: MODEL.gguf [items]");
    return 2;
}

var items = args.Length > 1 ? int.Parse(args[1], CultureInfo.InvariantCulture) : 1000;
const int itemsAtOnce = 8, choices = 4, contextTokens = 16_384;
string[] animals = ["cat", "dog", "bird", "fish", "frog", "mouse", "horse", "cow"];
string[] places = ["park", "house", "garden", "river", "forest", "school", "farm", "beach"];

LlamaRuntime.Load();
using var model = LlamaModel.Load(args[0], new LlamaModelOptions());
var shots = string.Concat(Enumerable.Range(0, 5).Select(i => $"{Question(i * 7)} {animals[i]}\n\n"));
var prompts = Enumerable.Range(0, items).Select(i => shots + Question(i + 100)).ToList();
var prefix = model.Vocabulary.Tokenize(shots).Length;
Console.WriteLine($"{items} items of {choices} choices, {prefix} tokens shared of {model.Vocabulary.Tokenize(prompts[0]).Length}, one thread, {itemsAtOnce} items at once");

// A warm-up, then both in turn; each pair is a ratio of its own.
await RunAsync(Math.Min(items, 16), 64);
var reused = new List<(double Seconds, double[] Scores)>();
var anew = new List<(double Seconds, double[] Scores)>();
for (var round = 0; round < 2; round++)
{
    reused.Add(await RunAsync(items, 64));
    anew.Add(await RunAsync(items, 0));
    Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"with reuse {reused[^1].Seconds:0.00} s, without {anew[^1].Seconds:0.00} s: {anew[^1].Seconds / reused[^1].Seconds:0.0} times as fast"));
}

var apart = reused[0].Scores.Zip(anew[0].Scores, (a, b) => Math.Abs(a - b)).Max();
Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"largest difference of a choice's log-likelihood between the two: {apart:0.0000}"));
return 0;

string Question(int i) =>
    $"Once upon a time in the {places[i % places.Length]} there lived an animal with number {i}. It liked to run and play in the {places[(i / 8) % places.Length]} with all of its friends every day until the sun went down. Which animal was it?\nAnswer:";

async Task<(double Seconds, double[] Scores)> RunAsync(int count, int cachedPrefixes)
{
    await using var engine = new Engine(model, new EngineOptions { ContextTokens = contextTokens, SequenceTokens = 2048, MaxSequences = 16, CachedPrefixes = cachedPrefixes, Threads = 1, BatchThreads = 1, QueueLimit = 1024 });
    var scores = new double[count * choices];
    var began = Stopwatch.GetTimestamp();
    await Parallel.ForAsync(0, count, new ParallelOptions { MaxDegreeOfParallelism = itemsAtOnce }, async (i, stop) =>
    {
        var from = model.Vocabulary.Tokenize(prompts[i]).Length;
        var asked = Enumerable.Range(0, choices).Select(c => engine.ScoreAsync(model.Vocabulary.Tokenize($"{prompts[i]} {animals[(i + c) % animals.Length]}"), from, cancellationToken: stop)).ToList();
        for (var c = 0; c < choices; c++) scores[(i * choices) + c] = (await asked[c]).Sum(t => t.Logprob);
    });
    return (Stopwatch.GetElapsedTime(began).TotalSeconds, scores);
}
