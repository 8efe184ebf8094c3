using System.Runtime.CompilerServices;
using Onebox.Evaluation.Reading;

namespace Onebox.Evaluation.Benchmarks.Published;

/// <summary>Perplexity of texts: each row's <c>text</c>, or a whole text file.</summary>
internal sealed class PlainText : IPublished
{
    public string Name => "perplexity";

    public Benchmark Benchmark { get; } = new() { Name = "perplexity", Kind = BenchmarkKind.Text, Primary = "bits_per_byte" };

    public string Form => "'text', 'page' or 'content'; or text files";

    // WikiText's are called .raw and .tokens.
    private static bool IsText(string path) => System.IO.Path.GetExtension(path).ToUpperInvariant() is ".TXT" or ".MD" or ".RAW" or ".TOKENS";

    public IReadOnlyList<PublishedFile> Files(string path)
    {
        if (!Directory.Exists(path)) return [new PublishedFile(path, null)];
        List<string> texts = [.. Directory.EnumerateFiles(path, "*", SearchOption.AllDirectories).Where(IsText).Order(StringComparer.Ordinal)];
        var files = PublishedFiles.OfSplit(path, [.. texts, .. PublishedFiles.All(path)], ["test"]);
        return files.Count > 0 ? [.. files.Select(f => new PublishedFile(f, null))] : throw EvaluationErrors.NoFileOf(Name, path, "no file in it holds texts");
    }

    public IReadOnlyList<PublishedFile> ShotFiles(string path) => [];

    public async IAsyncEnumerable<Item> ReadAsync(PublishedFile file, [EnumeratorCancellation] CancellationToken cancellation)
    {
        if (IsText(file.Path))
        {
            if (!File.Exists(file.Path)) throw EvaluationErrors.NoFile(file.Path);
            if (new FileInfo(file.Path).Length > RowFile.MaxRowBytes) throw EvaluationErrors.FileUnreadable(file.Path, $"it is larger than {RowFile.MaxRowBytes} bytes: cut it into rows.");
            yield return Of(System.IO.Path.GetFileName(file.Path), await File.ReadAllTextAsync(file.Path, cancellation));
            yield break;
        }

        await foreach (var row in PublishedRow.ReadAsync(this, file, cancellation)) yield return Of($"{row.Number - 1}", row.Needed("text", "page", "content"));
    }

    private static Item Of(string id, string text) => new() { Id = id, Prompt = text, Question = text };
}
