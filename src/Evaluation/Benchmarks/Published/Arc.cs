using System.Runtime.CompilerServices;
using System.Text.Json;
using Onebox.Evaluation.Reading;
using Onebox.Evaluation.Scoring;

namespace Onebox.Evaluation.Benchmarks.Published;

/// <summary>ARC (Clark et al. 2018), lm-evaluation-harness <c>arc_easy</c> and <c>arc_challenge</c>: the texts are the choices. AI2's JSONL and Hugging Face's form.</summary>
internal sealed class Arc : IPublished
{
    public string Name => "arc";

    public Benchmark Benchmark { get; } = new() { Name = "arc", Kind = BenchmarkKind.Choice, Primary = ChoiceScore.Characters };

    public string? ShotsBeside(string path) => Published.Sibling(path, "Test", "Train") ?? Published.Sibling(path, "test", "train");

    public async IAsyncEnumerable<Item> ReadAsync(PublishedFile file, [EnumeratorCancellation] CancellationToken cancellation)
    {
        var number = 0;
        await foreach (var row in RowFile.ReadAsync(file.Path, cancellation))
        {
            number++;
            // AI2: question.stem and question.choices[].text; Hugging Face: question and choices.text[].
            var question = Field.Text(row, "question.stem") ?? Field.Needed(row, "question", Name);
            var (texts, labels) = Field.Find(row, "question.choices") is { ValueKind: JsonValueKind.Array } list
                ? ([.. list.EnumerateArray().Select(c => Field.Needed(c, "text", Name))], [.. list.EnumerateArray().Select(c => Field.Needed(c, "label", Name))])
                : (Field.Texts(row, "choices.text"), Field.Texts(row, "choices.label"));
            var right = Published.RightChoice(Field.Find(row, "answerKey"), labels, texts.Count) ?? throw EvaluationErrors.FileUnreadable(file.Path, $"row {number} names no right choice.");
            yield return new Item
            {
                Id = Field.Text(row, "id") ?? $"{number}",
                Prompt = $"Question: {question}\nAnswer:",
                Question = question,
                Target = texts[right],
                Choices = texts,
                Right = [right],
            };
        }
    }
}
