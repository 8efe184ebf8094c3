using System.Diagnostics;
using System.Globalization;
using Onebox.Llama;

// Multiple choice with a shared five-shot prefix: with prefix reuse, and without it.
//   dotnet run -c Release --project bench/Evaluation -- MODEL.gguf [items 1000] [rounds 10] [without 10] [first round 1] [last round 10]
// The requests are those of Onebox.Evaluation's AskChoice: each of four choices after the prompt, scored from where the choice begins. The items go in rounds; in each
// round all of its items are asked with reuse, and a random sample of so many of the same items without, in turns who begins. A ratio is of times for one item within
// one round: of the clock, which others on the machine move, and of this process's processor time, which they hardly do.
if (args.Length == 0)
{
    await Console.Error.WriteLineAsync("usage: MODEL.gguf [items 1000] [rounds 10] [items of a round without reuse 10] [first round 1] [last round]");
    return 2;
}

int Number(int at, int otherwise) => args.Length > at ? int.Parse(args[at], CultureInfo.InvariantCulture) : otherwise;
var (items, rounds, sample) = (Number(1, 1000), Number(2, 10), Number(3, 10));
var (firstRound, lastRound) = (Number(4, 1), Number(5, rounds));
const int itemsAtOnce = 8, choices = 4, seed = 1234;
string[] animals = ["cat", "dog", "bird", "fish", "frog", "mouse", "horse", "cow"];
string[] places = ["park", "house", "garden", "river", "forest", "school", "farm", "beach"];

LlamaRuntime.Load();
using var model = LlamaModel.Load(args[0], new LlamaModelOptions());
var shots = string.Concat(Enumerable.Range(0, 5).Select(i => $"{Question(i * 7)} {animals[i]}\n\n"));
var prompts = Enumerable.Range(0, items).Select(i => shots + Question(i + 100)).ToList();
Console.WriteLine($"{items} items of {choices} choices in {rounds} rounds, {model.Vocabulary.Tokenize(shots).Length} tokens shared of {model.Vocabulary.Tokenize(prompts[0]).Length}, one thread, {itemsAtOnce} items at once; without reuse {sample} random items a round (seed {seed})");

await using var reusing = Start(64);
await using var plain = Start(0);
List<(Cost With, Cost Without)> measured = [];
double apart = 0;
await AskAsync(reusing, [0, 1, 2, 3]);
for (var round = firstRound - 1; round < lastRound; round++)
{
    var all = Enumerable.Range(0, items).Where(i => i % rounds == round).ToArray();
    var some = all.ToArray();
    new Random(seed + round).Shuffle(some);
    some = some[..Math.Min(sample, some.Length)];
    Run with, without;
    if (round % 2 == 0) (with, without) = (await AskAsync(reusing, all), await AskAsync(plain, some));
    else (without, with) = (await AskAsync(plain, some), await AskAsync(reusing, all));
    measured.Add((with.Cost, without.Cost));
    foreach (var item in some) apart = Math.Max(apart, with.Scores[item].Zip(without.Scores[item], (a, b) => Math.Abs(a - b)).Max());
    Say($"round {round + 1}: {all.Length} items with reuse {with.Cost}, {some.Length} without {without.Cost}: {Ratio(measured[^1], c => c.Seconds):0.0} times as fast, {Ratio(measured[^1], c => c.ProcessorSeconds):0.0} by processor time");
}

var (sum, rest) = (measured.Select(m => m.With).Aggregate(Cost.Add), measured.Select(m => m.Without).Aggregate(Cost.Add));
Say($"all: {sum.Items} items with reuse {sum.Seconds:0.0} s ({sum.ProcessorSeconds:0.0} s of processor); without reuse {rest.Items} items {rest.Seconds:0.0} s, so {rest.Seconds / rest.Items * sum.Items:0} s for as many");
Say($"times as fast, median of {measured.Count} rounds: {Median(c => c.Seconds):0.00} by the clock, {Median(c => c.ProcessorSeconds):0.00} by processor time (wanted: 3)");
Say($"largest difference of a choice's log-likelihood between the two: {apart:0.0000}");
return Median(c => c.Seconds) >= 3 ? 0 : 1;

string Question(int i) =>
    $"Once upon a time in the {places[i % places.Length]} there lived an animal with number {i}. It liked to run and play in the {places[(i / 8) % places.Length]} with all of its friends every day until the sun went down. Which animal was it?\nAnswer:";

Engine Start(int cachedPrefixes) => new(model, new EngineOptions { ContextTokens = 16_384, SequenceTokens = 2048, MaxSequences = 16, CachedPrefixes = cachedPrefixes, Threads = 1, BatchThreads = 1, QueueLimit = 1024 });

async Task<Run> AskAsync(Engine engine, int[] wanted)
{
    var scores = new System.Collections.Concurrent.ConcurrentDictionary<int, double[]>();
    using var process = Process.GetCurrentProcess();
    var (began, processor) = (Stopwatch.GetTimestamp(), process.TotalProcessorTime);
    await Parallel.ForEachAsync(wanted, new ParallelOptions { MaxDegreeOfParallelism = itemsAtOnce }, async (i, stop) =>
    {
        var from = model.Vocabulary.Tokenize(prompts[i]).Length;
        var asked = Enumerable.Range(0, choices).Select(c => engine.ScoreAsync(model.Vocabulary.Tokenize($"{prompts[i]} {animals[(i + c) % animals.Length]}"), from, cancellationToken: stop)).ToList();
        scores[i] = [.. (await Task.WhenAll(asked)).Select(tokens => (double)tokens.Sum(t => t.Logprob))];
    });
    process.Refresh();
    return new Run(new Cost(wanted.Length, Stopwatch.GetElapsedTime(began).TotalSeconds, (process.TotalProcessorTime - processor).TotalSeconds), scores);
}

double Ratio((Cost With, Cost Without) round, Func<Cost, double> time) => time(round.Without) / round.Without.Items / (time(round.With) / round.With.Items);

double Median(Func<Cost, double> time)
{
    var sorted = measured.Select(m => Ratio(m, time)).Order().ToList();
    return (sorted[(sorted.Count - 1) / 2] + sorted[sorted.Count / 2]) / 2;
}

static void Say(FormattableString text) => Console.WriteLine(text.ToString(CultureInfo.InvariantCulture));

internal sealed record Cost(int Items, double Seconds, double ProcessorSeconds)
{
    public static Cost Add(Cost a, Cost b) => new(a.Items + b.Items, a.Seconds + b.Seconds, a.ProcessorSeconds + b.ProcessorSeconds);

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Seconds:0.0} s");
}

internal sealed record Run(Cost Cost, IReadOnlyDictionary<int, double[]> Scores);
