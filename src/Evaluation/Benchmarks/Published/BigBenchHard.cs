using System.Runtime.CompilerServices;
using Onebox.Evaluation.Reading;
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

    protected virtual string Form(string input) => $"Q: {input}\nA:";

    public IEnumerable<PublishedFile> Files(string path) => Directory.Exists(path)
        ? Directory.EnumerateFiles(path, "*.json").Order(StringComparer.Ordinal).Select(f => new PublishedFile(f, System.IO.Path.GetFileNameWithoutExtension(f)))
        : [new PublishedFile(path, System.IO.Path.GetFileNameWithoutExtension(path))];

    public async IAsyncEnumerable<Item> ReadAsync(PublishedFile file, [EnumeratorCancellation] CancellationToken cancellation)
    {
        var number = 0;
        await foreach (var row in RowFile.ReadAsync(file.Path, cancellation))
        {
            var (input, target) = (Field.Needed(row, "input", Name), Field.Needed(row, "target", Name));
            yield return new Item { Id = $"{file.Group}/{number++}", Prompt = Form(input), Question = input, Target = target, References = [target], Group = file.Group };
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

    protected override string Form(string input) => $"Q: {input}\nA: Let's think step by step.";
}
