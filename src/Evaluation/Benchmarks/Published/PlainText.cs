using System.Runtime.CompilerServices;
using Onebox.Evaluation.Reading;

namespace Onebox.Evaluation.Benchmarks.Published;

/// <summary>Perplexity of texts: each row's <c>text</c>, or a whole text file.</summary>
internal sealed class PlainText : IPublished
{
    public string Name => "perplexity";

    public Benchmark Benchmark { get; } = new() { Name = "perplexity", Kind = BenchmarkKind.Text, Primary = "bits_per_byte" };

    public IEnumerable<PublishedFile> Files(string path) => Directory.Exists(path)
        ? Directory.EnumerateFiles(path).Order(StringComparer.Ordinal).Select(f => new PublishedFile(f, null))
        : [new PublishedFile(path, null)];

    public async IAsyncEnumerable<Item> ReadAsync(PublishedFile file, [EnumeratorCancellation] CancellationToken cancellation)
    {
        if (System.IO.Path.GetExtension(file.Path).ToUpperInvariant() is ".TXT" or ".MD")
        {
            if (!File.Exists(file.Path)) throw EvaluationErrors.NoFile(file.Path);
            if (new FileInfo(file.Path).Length > RowFile.MaxRowBytes) throw EvaluationErrors.FileUnreadable(file.Path, $"it is larger than {RowFile.MaxRowBytes} bytes: cut it into rows.");
            yield return Of(System.IO.Path.GetFileName(file.Path), await File.ReadAllTextAsync(file.Path, cancellation));
            yield break;
        }

        var number = 0;
        await foreach (var row in RowFile.ReadAsync(file.Path, cancellation)) yield return Of($"{number++}", Field.Text(row, "text") ?? Field.Text(row, "page") ?? Field.Needed(row, "content", Name));
    }

    private static Item Of(string id, string text) => new() { Id = id, Prompt = text, Question = text };
}
