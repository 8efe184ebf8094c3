using System.Buffers;
using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json;
using Onebox.Kernel;

namespace Onebox.Datasets.Reading;

/// <summary>Plain text: a row is a paragraph (parted by blank lines), a line, or the whole file. A record's number is its first line.</summary>
internal sealed class TextFormat : ISourceFormat
{
    public string Name => "text";

    public IReadOnlyList<string> Extensions { get; } = [".txt", ".text", ".md"];

    public IAsyncEnumerable<SourceRecord> ReadAsync(SourceFile file, CancellationToken cancellation) => file.Settings.TextUnit switch
    {
        null or "paragraph" => BlocksAsync(file, whole: false, cancellation),
        "document" => BlocksAsync(file, whole: true, cancellation),
        "line" => LinesAsync(file, cancellation),
        var other => throw new Problem(ProblemKind.Invalid, "dataset.text_unit", $"There is no unit of text '{other}'.", "Choose paragraph, line or document.") { Field = "textUnit" }.ToException(),
    };

    private static async IAsyncEnumerable<SourceRecord> LinesAsync(SourceFile file, [EnumeratorCancellation] CancellationToken cancellation)
    {
        await using var text = file.OpenText();
        await foreach (var (number, line) in Lines.ReadAsync(text, file.Limits.MaxRowBytes, cancellation))
        {
            if (Encoding.UTF8.GetString(line) is var read && !string.IsNullOrWhiteSpace(read)) yield return Record(number, read);
        }
    }

    private static async IAsyncEnumerable<SourceRecord> BlocksAsync(SourceFile file, bool whole, [EnumeratorCancellation] CancellationToken cancellation)
    {
        await using var text = file.OpenText();
        var block = new StringBuilder();
        var first = 0L;
        await foreach (var (number, line) in Lines.ReadAsync(text, file.Limits.MaxRowBytes, cancellation))
        {
            var read = Encoding.UTF8.GetString(line);
            if (string.IsNullOrWhiteSpace(read) && !whole)
            {
                if (block.Length > 0) yield return Record(first, block.ToString());
                block.Clear();
                continue;
            }

            if (block.Length == 0) first = number;
            else block.Append('\n');
            block.Append(read);
            if (block.Length > file.Limits.MaxRowBytes) throw DatasetsErrors.TooLarge("A document", Sizes.Text(file.Limits.MaxRowBytes));
        }

        if (!string.IsNullOrWhiteSpace(block.ToString())) yield return Record(first, block.ToString().Trim());
    }

    private static SourceRecord Record(long number, string text)
    {
        var buffer = new ArrayBufferWriter<byte>(text.Length + 32);
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            json.WriteString("text", text);
            json.WriteEndObject();
        }

        return new SourceRecord(number, JsonDocument.Parse(buffer.WrittenMemory));
    }
}
