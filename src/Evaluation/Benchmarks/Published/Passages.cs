using System.Runtime.CompilerServices;

namespace Onebox.Evaluation.Benchmarks.Published;

/// <summary>
/// A file in SQuAD's form, asked as this box's knowledge bases ask: by chat, with the passage numbered and the rule to answer from it only. The citation at the
/// answer's end is taken off before it is compared.
/// </summary>
internal sealed class Passages : IPublished
{
    private const string Rule = "Answer the question from the passages only. Cite the passage as [n]. If they do not say, answer: The documents do not say.";
    private const string NotThere = "The documents do not say.";

    private static readonly AnswerFilter WithoutCitation = AnswerFilter.Of(@"(?s)\A\s*(.*?)(?:\s*\[\d+\])*\s*\z");

    public string Name => "passages";

    public string Form => Squad.Rows;

    public IReadOnlyList<string> Splits => Squad.DevelopmentFirst;

    public Benchmark Benchmark { get; } = new()
    {
        Name = "passages",
        Kind = BenchmarkKind.Generation,
        Chat = true,
        System = Rule,
        MaxTokens = 96,
        Measures = [new SquadExactMeasure(WithoutCitation), new F1Measure(WithoutCitation)],
        Primary = "f1",
    };

    public async IAsyncEnumerable<Item> ReadAsync(PublishedFile file, [EnumeratorCancellation] CancellationToken cancellation)
    {
        foreach (var question in await Squad.QuestionsAsync(this, file, cancellation))
        {
            var heading = question.Title.Length > 0 ? question.Title : "Passage";
            yield return new Item
            {
                Id = question.Id,
                Prompt = $"[1] {heading}\n{question.Context}\n\nQuestion: {question.Text}",
                Question = question.Text,
                Target = question.Answers.Count > 0 ? $"{question.Answers[0]} [1]" : NotThere,
                References = question.Answers.Count > 0 ? question.Answers : [NotThere],
            };
        }
    }
}
