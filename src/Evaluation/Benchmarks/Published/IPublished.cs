using System.Text.Json;

namespace Onebox.Evaluation.Benchmarks.Published;

/// <summary>
/// A published benchmark: its file's form, its prompt and its measures, as in lm-evaluation-harness's task of the same name
/// (https://github.com/EleutherAI/lm-evaluation-harness), so that scores compare.
/// </summary>
internal interface IPublished
{
    /// <summary>How it is asked for: <c>NAME:PATH</c>.</summary>
    string Name { get; }

    Benchmark Benchmark { get; }

    /// <summary>The files of a path, which may be a folder, with the group that each stands for.</summary>
    IEnumerable<PublishedFile> Files(string path) => [new PublishedFile(path, null)];

    /// <summary>Where examples are published beside the questions; null where they are not there.</summary>
    string? ShotsBeside(string path) => null;

    IAsyncEnumerable<Item> ReadAsync(PublishedFile file, CancellationToken cancellation);
}

internal sealed record PublishedFile(string Path, string? Group);

internal static class Published
{
    public static IReadOnlyList<IPublished> All { get; } =
    [
        new Mmlu(), new Arc(), new HellaSwag(), new TruthfulQaMc1(), new TruthfulQaMc2(), new Gsm8k(), new BigBenchHard(), new BigBenchHardThinking(),
        new Squad("squad", "Background"), new Squad("xquad", "Context"), new Passages(), new PlainText(),
    ];

    public static IPublished? Find(string name) => All.FirstOrDefault(p => p.Name.Equals(name, StringComparison.OrdinalIgnoreCase));

    /// <summary>A sibling of the file in which one word of its name or of its folder's is another: <c>test</c> → <c>train</c>.</summary>
    public static string? Sibling(string path, string word, params ReadOnlySpan<string> others)
    {
        var file = System.IO.Path.GetFileName(path);
        var folder = System.IO.Path.GetDirectoryName(System.IO.Path.GetFullPath(path)) ?? "";
        foreach (var other in others)
        {
            foreach (var candidate in new[]
            {
                System.IO.Path.Combine(folder, file.Replace(word, other, StringComparison.Ordinal)),
                System.IO.Path.Combine(System.IO.Path.GetDirectoryName(folder) ?? "", System.IO.Path.GetFileName(folder).Replace(word, other, StringComparison.Ordinal), file.Replace(word, other, StringComparison.Ordinal)),
            })
            {
                if (candidate != System.IO.Path.GetFullPath(path) && System.IO.Path.Exists(candidate)) return candidate;
            }
        }

        return null;
    }

    /// <summary>The index of the right choice, which files give as a number, a letter or a text with either.</summary>
    public static int? RightChoice(JsonElement? answer, IReadOnlyList<string> labels, int choices)
    {
        if (answer is not { } given) return null;
        var text = given.ValueKind == JsonValueKind.Number ? given.GetRawText() : Reading.Field.Text(given).Trim();
        var at = labels.ToList().FindIndex(l => l.Equals(text, StringComparison.OrdinalIgnoreCase));
        if (at >= 0) return at;
        if (int.TryParse(text, System.Globalization.CultureInfo.InvariantCulture, out var number)) return number >= 0 && number < choices ? number : null;
        return text.Length == 1 && char.ToUpperInvariant(text[0]) - 'A' is var letter && letter >= 0 && letter < choices ? letter : null;
    }
}
