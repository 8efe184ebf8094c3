using System.Runtime.CompilerServices;
using Onebox.Evaluation.Scoring;

namespace Onebox.Evaluation.Benchmarks.Published;

/// <summary>
/// BIG-Bench-Hard (Suzgun et al. 2022), lm-evaluation-harness <c>bbh_fewshot</c>: three examples, answers alone. The authors' JSON files (<c>bbh/NAME.json</c>), one or
/// a folder. The harness's examples are written by hand with a line of instruction for each task; here they are drawn from the file itself.
/// </summary>
internal class BigBenchHard : IPublished
{
    public virtual string Name => "bbh";

    public virtual Benchmark Benchmark { get; } = new()
    {
        Name = "bbh",
        Kind = BenchmarkKind.Generation,
        Shots = 3,
        Stops = ["</s>", "Q", "\n\n"],
        Measures = [new ExactMeasure("exact_match", new ExactMatch())],
        Primary = "exact_match",
    };

    protected virtual string Asked(string input) => $"Q: {input}\nA:";

    public string Form => "'input' and 'target'; the authors' files hold them as 'examples'";

    public IReadOnlyList<PublishedFile> Files(string path) => Directory.Exists(path)
        ? PublishedFiles.All(path, Takes) is { Count: > 0 } files ? [.. files.Select(f => new PublishedFile(f, TaskOf(f)))] : throw EvaluationErrors.NoFileOf(Name, path, "no JSON or Parquet file in it is one")
        : [new PublishedFile(path, TaskOf(path))];

    // The examples are drawn from the file itself.
    public IReadOnlyList<PublishedFile> ShotFiles(string path) => [];

    // In the authors' repository the tasks lie in bbh/; beside them are prompts, answers of models, figures.
    public bool Takes(string below) => System.IO.Path.GetExtension(below).ToUpperInvariant() is ".JSON" or ".JSONL" or ".PARQUET"
        && (!below.Contains('/', StringComparison.Ordinal) || below.Contains("bbh/", StringComparison.Ordinal) || IsSplit(System.IO.Path.GetFileNameWithoutExtension(below)));

    // Hugging Face's Parquet is called for its split, and its folder for the task.
    private static string TaskOf(string file) => System.IO.Path.GetFileNameWithoutExtension(file) is var name && IsSplit(name) ? System.IO.Path.GetFileName(System.IO.Path.GetDirectoryName(file)) ?? name : name;

    private static bool IsSplit(string name) => name.StartsWith("test-", StringComparison.Ordinal) || name.StartsWith("train-", StringComparison.Ordinal);

    public async IAsyncEnumerable<Item> ReadAsync(PublishedFile file, [EnumeratorCancellation] CancellationToken cancellation)
    {
        await foreach (var row in PublishedRow.ReadAsync(this, file, cancellation))
        {
            var (input, target) = (row.Needed("input"), row.Needed("target"));
            yield return new Item { Id = $"{file.Group}/{row.Number - 1}", Prompt = Asked(input), Question = input, Target = target, References = [target], Group = file.Group };
        }
    }
}

/// <summary>lm-evaluation-harness <c>bbh_cot_zeroshot</c>'s prompt with <c>bbh_cot_fewshot</c>'s filter: the model thinks first.</summary>
internal sealed class BigBenchHardThinking : BigBenchHard
{
    public override string Name => "bbh-cot";

    public override Benchmark Benchmark { get; } = new()
    {
        Name = "bbh-cot",
        Kind = BenchmarkKind.Generation,
        Stops = ["</s>", "Q:", "\n\n"],
        MaxTokens = 1024,
        Measures = [new ExactMeasure("exact_match", new ExactMatch(), AnswerFilter.Of("(?<=the answer is )(.*)(?=.)"))],
        Primary = "exact_match",
    };

    protected override string Asked(string input) => $"Q: {input}\nA: Let's think step by step.";
}
