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

    public string? ShotsBeside(string path) => Published.Sibling(path, "val", "train") ?? Published.Sibling(path, "test", "train");

    public async IAsyncEnumerable<Item> ReadAsync(PublishedFile file, [EnumeratorCancellation] CancellationToken cancellation)
    {
        var number = 0;
        await foreach (var row in RowFile.ReadAsync(file.Path, cancellation))
        {
            number++;
            var context = $"{Field.Needed(row, "ctx_a", Name)} {Capitalized(Field.Text(row, "ctx_b") ?? "")}";
            var prompt = Clean($"{Field.Needed(row, "activity_label", Name)}: {context}");
            var endings = Field.Texts(row, "endings").Select(Clean).ToList();
            var right = Published.RightChoice(Field.Find(row, "label") ?? Field.Find(row, "gold"), [], endings.Count) ?? throw EvaluationErrors.FileUnreadable(file.Path, $"row {number} names no right ending (the test split has none).");
            yield return new Item { Id = Field.Text(row, "ind") is { } ind ? $"{ind}-{number}" : $"{number}", Prompt = prompt, Question = prompt, Target = endings[right], Choices = endings, Right = [right] };
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
