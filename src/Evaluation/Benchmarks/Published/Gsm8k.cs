using System.Runtime.CompilerServices;
using Onebox.Evaluation.Scoring;

namespace Onebox.Evaluation.Benchmarks.Published;

/// <summary>
/// GSM8K (Cobbe et al. 2021), lm-evaluation-harness <c>gsm8k</c> version 3: exact match of the number after <c>####</c> (strict), and of the last number (flexible).
/// Its examples come from <c>train</c>; where that is not beside the file, from the file itself, never the question that is asked.
/// </summary>
internal sealed class Gsm8k : IPublished
{
    private static readonly ExactMatch Match = new(
        IgnoreCase: true,
        IgnorePunctuation: false,
        [AnswerFilter.Compile(","), AnswerFilter.Compile(@"\$"), AnswerFilter.Compile("(?s).*#### "), AnswerFilter.Compile(@"\.$")]);

    public string Name => "gsm8k";

    public Benchmark Benchmark { get; } = new()
    {
        Name = "gsm8k",
        Kind = BenchmarkKind.Generation,
        Shots = 5,
        Stops = ["Question:", "</s>", "<|im_end|>"],
        Measures =
        [
            new ExactMeasure("exact_match", Match, AnswerFilter.Of(@"#### (\-?[0-9\.\,]+)")),
            new ExactMeasure("exact_match_flexible", Match, AnswerFilter.Of("(-?[$0-9.,]{2,})|(-?[0-9]+)", -1)),
        ],
        Primary = "exact_match",
    };

    public string Form => "'question' and 'answer', which ends with '#### NUMBER'";

    // Beside it lies a second wording, "socratic".
    public bool Takes(string below) => !PublishedFiles.Words(below).Contains("socratic");

    public async IAsyncEnumerable<Item> ReadAsync(PublishedFile file, [EnumeratorCancellation] CancellationToken cancellation)
    {
        await foreach (var row in PublishedRow.ReadAsync(this, file, cancellation))
        {
            var (question, answer) = (row.Needed("question"), row.Needed("answer"));
            if (!answer.Contains("####", StringComparison.Ordinal)) throw row.Fault("has an answer without '####'");
            yield return new Item { Id = $"{row.Number - 1}", Prompt = $"Question: {question}\nAnswer:", Question = question, Target = answer, References = [answer] };
        }
    }
}
