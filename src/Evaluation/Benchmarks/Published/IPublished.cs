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

    /// <summary>What its rows hold, for the sentence that says a row is not like that.</summary>
    string Form { get; }

    /// <summary>What the split with the questions is called, the first that is there; and that with the examples.</summary>
    IReadOnlyList<string> Splits => ["test"];

    IReadOnlyList<string> ShotSplits => ["train"];

    /// <summary>The files with the questions.</summary>
    /// <param name="path">A file, or a folder as it was unpacked or downloaded.</param>
    IReadOnlyList<PublishedFile> Files(string path)
    {
        if (!Directory.Exists(path)) return [new PublishedFile(path, null)];
        return [.. PublishedFiles.One(path, PublishedFiles.OfSplit(path, PublishedFiles.All(path, Takes), Splits), Name).Select(f => new PublishedFile(f, null))];
    }

    /// <summary>The files with the examples beside them; none where they are not there.</summary>
    IReadOnlyList<PublishedFile> ShotFiles(string path)
    {
        if (Directory.Exists(path)) return [.. PublishedFiles.OfSplit(path, PublishedFiles.All(path, Takes), ShotSplits, orAll: false).Select(f => new PublishedFile(f, null))];
        foreach (var split in Splits)
        {
            if (PublishedFiles.Sibling(path, split, [.. ShotSplits]) is { } sibling) return [new PublishedFile(sibling, null)];
        }

        return [];
    }

    /// <summary>False for files of a folder that are something else.</summary>
    /// <param name="below">The path below the folder, with <c>/</c>.</param>
    bool Takes(string below) => true;

    IAsyncEnumerable<Item> ReadAsync(PublishedFile file, CancellationToken cancellation);
}

internal static class Published
{
    public static IReadOnlyList<IPublished> All { get; } =
    [
        new Mmlu(), new Arc(), new HellaSwag(), new TruthfulQaMc1(), new TruthfulQaMc2(), new Gsm8k(), new BigBenchHard(), new BigBenchHardThinking(),
        new Squad("squad", "Background"), new Squad("xquad", "Context"), new Passages(), new PlainText(),
    ];

    public static IPublished? Find(string name) => All.FirstOrDefault(p => p.Name.Equals(name, StringComparison.OrdinalIgnoreCase));

    /// <summary>The index of the right choice, which files give as a number, a letter or a text with either.</summary>
    public static int? RightChoice(System.Text.Json.JsonElement? answer, IReadOnlyList<string> labels, int choices)
    {
        if (answer is not { } given) return null;
        var text = given.ValueKind == System.Text.Json.JsonValueKind.Number ? given.GetRawText() : Reading.Field.Text(given).Trim();
        var at = labels.ToList().FindIndex(l => l.Equals(text, StringComparison.OrdinalIgnoreCase));
        if (at >= 0) return at;
        if (int.TryParse(text, System.Globalization.CultureInfo.InvariantCulture, out var number)) return number >= 0 && number < choices ? number : null;
        return text.Length == 1 && char.ToUpperInvariant(text[0]) - 'A' is var letter && letter >= 0 && letter < choices ? letter : null;
    }
}
