using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;
using Onebox.Evaluation.Reading;
using Onebox.Evaluation.Scoring;

namespace Onebox.Evaluation.Benchmarks.Published;

/// <summary>HellaSwag (Zellers et al. 2019), lm-evaluation-harness <c>hellaswag</c>, with its cleaning of WikiHow's brackets.</summary>
internal sealed partial class HellaSwag : IPublished
{
    public string Name => "hellaswag";

    public Benchmark Benchmark { get; } = new() { Name = "hellaswag", Kind = BenchmarkKind.Choice, Primary = ChoiceScore.Characters };

    public string Form => "'activity_label', 'ctx_a', 'ctx_b', 'endings' (a list) and 'label', as the authors' hellaswag_val.jsonl and Hugging Face's Parquet";

    // Its test split has no labels.
    public IReadOnlyList<string> Splits => ["val", "validation", "test"];

    public async IAsyncEnumerable<Item> ReadAsync(PublishedFile file, [EnumeratorCancellation] CancellationToken cancellation)
    {
        await foreach (var row in PublishedRow.ReadAsync(this, file, cancellation))
        {
            var context = $"{row.Needed("ctx_a")} {Capitalized(row.Text("ctx_b") ?? "")}";
            var prompt = Clean($"{row.Needed("activity_label")}: {context}");
            var endings = Field.Texts(row.Row, "endings").Select(Clean).ToList();
            if (endings.Count < 2) throw row.Fault("has no list of 'endings'");
            var right = Published.RightChoice(Field.Find(row.Row, "label") ?? Field.Find(row.Row, "gold"), [], endings.Count) ?? throw row.Fault("names no right ending (the test split has none: take the validation split)");
            yield return new Item { Id = row.Text("ind") is { } ind ? $"{ind}-{row.Number}" : $"{row.Number}", Prompt = prompt, Question = prompt, Target = endings[right], Choices = endings, Right = [right] };
        }
    }

    internal static string Clean(string text) =>
        Brackets().Replace(text.Trim().Replace(" [title]", ". ", StringComparison.Ordinal), "").Replace("  ", " ", StringComparison.Ordinal);

    // Python's capitalize: the first letter upper, all others lower.
    private static string Capitalized(string text) =>
        text.Length == 0 ? "" : char.ToUpper(text[0], CultureInfo.InvariantCulture) + text[1..].ToLower(CultureInfo.InvariantCulture);

    [GeneratedRegex(@"\[.*?\]", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Brackets();
}
