using System.Buffers;
using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json;
using System.Text.Unicode;

namespace Onebox.Datasets.Reading;

/// <summary>One JSON value a line (https://jsonlines.org). A record's number is its line.</summary>
internal sealed class JsonLinesFormat : ISourceFormat
{
    public string Name => "jsonl";

    public IReadOnlyList<string> Extensions { get; } = [".jsonl", ".ndjson"];

    public async IAsyncEnumerable<SourceRecord> ReadAsync(SourceFile file, [EnumeratorCancellation] CancellationToken cancellation)
    {
        await using var text = file.OpenText();
        await foreach (var (number, line) in Lines.ReadAsync(text, file.Limits.MaxRowBytes, cancellation))
        {
            if (IsBlank(line)) continue;
            yield return Parse(number, line);
        }
    }

    private static SourceRecord Parse(long number, ReadOnlySequence<byte> line)
    {
        try
        {
            return JsonRecords.Of(number, JsonDocument.Parse(Mended(line), JsonRecords.Options));
        }
        catch (JsonException error)
        {
            if (PythonNumbers.Mended(Mended(line).Span) is { } mended) return JsonRecords.Of(number, mended);
            return new SourceRecord(number, null, $"the line is no JSON: {JsonRecords.Short(error)}");
        }
    }

    /// <summary>A copy, because the document outlives the line; bytes that are no UTF-8 become U+FFFD, which the check of encodings reports.</summary>
    private static ReadOnlyMemory<byte> Mended(ReadOnlySequence<byte> line)
    {
        var bytes = line.ToArray();
        return Utf8.IsValid(bytes) ? bytes : Encoding.UTF8.GetBytes(Encoding.UTF8.GetString(bytes));
    }

    private static bool IsBlank(ReadOnlySequence<byte> line)
    {
        foreach (var part in line)
        {
            if (part.Span.IndexOfAnyExcept(" \t"u8) >= 0) return false;
        }

        return true;
    }
}
