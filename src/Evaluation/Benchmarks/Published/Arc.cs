using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Text.RegularExpressions;
using Onebox.Evaluation.Reading;
using Onebox.Evaluation.Scoring;

namespace Onebox.Evaluation.Benchmarks.Published;

/// <summary>
/// ARC (Clark et al. 2018), lm-evaluation-harness <c>arc_easy</c> and <c>arc_challenge</c>: the texts are the choices. AI2's JSONL, AI2's CSV (the choices stand in the
/// question's text behind <c>(A)</c>, <c>(B)</c>…) and Hugging Face's form.
/// </summary>
internal sealed partial class Arc : IPublished
{
    public string Name => "arc";

    public string Form => "'question' with 'choices' (text, label) and 'answerKey', as Hugging Face; 'question' (stem, choices) and 'answerKey', as AI2's JSONL; or 'question' with (A) (B)… and 'AnswerKey', as AI2's CSV";

    public IReadOnlyList<string> Splits => ["Test", "test"];

    public IReadOnlyList<string> ShotSplits => ["Train", "train"];

    public Benchmark Benchmark { get; } = new() { Name = "arc", Kind = BenchmarkKind.Choice, Primary = ChoiceScore.Characters };

    public async IAsyncEnumerable<Item> ReadAsync(PublishedFile file, [EnumeratorCancellation] CancellationToken cancellation)
    {
        await foreach (var row in PublishedRow.ReadAsync(this, file, cancellation))
        {
            var (question, texts, labels) = Parts(row);
            if (texts.Count < 2) throw row.Fault("has fewer than two choices");
            var right = Published.RightChoice(Field.Find(row.Row, "answerKey") ?? Field.Find(row.Row, "AnswerKey"), labels, texts.Count) ?? throw row.Fault("names no right choice");
            yield return new Item
            {
                Id = row.Text("id") ?? row.Text("questionID") ?? $"{row.Number}",
                Prompt = $"Question: {question}\nAnswer:",
                Question = question,
                Target = texts[right],
                Choices = texts,
                Right = [right],
            };
        }
    }

    private static (string Question, IReadOnlyList<string> Texts, IReadOnlyList<string> Labels) Parts(PublishedRow row)
    {
        if (Field.Find(row.Row, "question.choices") is { ValueKind: JsonValueKind.Array } list)
        {
            var choices = list.EnumerateArray().Select(c => (Text: Field.Text(c, "text") ?? throw row.Fault("has a choice without 'text'"), Label: Field.Text(c, "label") ?? "")).ToList();
            return (row.Needed("question.stem"), [.. choices.Select(c => c.Text)], [.. choices.Select(c => c.Label)]);
        }

        var question = row.Needed("question");
        if (Field.Find(row.Row, "choices") is not null) return (question, Field.Texts(row.Row, "choices.text"), Field.Texts(row.Row, "choices.label"));
        var marks = Mark().Matches(question);
        if (marks.Count < 2) throw row.Fault("has no choices");
        return (
            question[..marks[0].Index].Trim(),
            [.. marks.Select((m, i) => question[(m.Index + m.Length)..(i + 1 < marks.Count ? marks[i + 1].Index : question.Length)].Trim())],
            [.. marks.Select(m => m.Groups["label"].Value)]);
    }

    [GeneratedRegex(@"(?<=^|\s)\((?<label>[A-E1-5])\)\s", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Mark();
}
