using System.Text.Json;
using Onebox.Kernel;

namespace Onebox.Evaluation.Reading;

/// <summary>Rows of a table or a list in a file, each as a JSON object: JSONL, JSON, CSV, TSV, Parquet by the file's ending.</summary>
internal static class RowFile
{
    /// <summary>Larger rows are no items of a test.</summary>
    public const int MaxRowBytes = 16 * 1024 * 1024;

    /// <summary>A JSON or Parquet file is read whole.</summary>
    public const long MaxWholeBytes = 1L << 30;

    /// <summary>Whether a file's name tells that it holds rows; what systems leave beside files in archives does not count.</summary>
    public static bool Reads(string path) => Path.GetExtension(path).ToUpperInvariant() is ".JSONL" or ".NDJSON" or ".CSV" or ".TSV" or ".PARQUET" or ".JSON" && !Path.GetFileName(path).StartsWith('.');

    /// <exception cref="ProblemException"><c>evaluation.no_file</c>, <c>evaluation.file_unreadable</c>.</exception>
    public static async IAsyncEnumerable<JsonElement> ReadAsync(string path, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellation = default)
    {
        if (!File.Exists(path)) throw EvaluationErrors.NoFile(path);
        var rows = Path.GetExtension(path).ToUpperInvariant() switch
        {
            ".JSONL" or ".NDJSON" => JsonLines.ReadAsync(path, cancellation),
            ".CSV" => CsvRows.ReadAsync(path, ',', cancellation),
            ".TSV" => CsvRows.ReadAsync(path, '\t', cancellation),
            ".PARQUET" => ParquetRows.ReadAsync(path, cancellation),
            ".JSON" => JsonRows(await WholeAsync(path, cancellation), path),
            var other => throw EvaluationErrors.FileUnreadable(path, $"the ending '{other.ToLowerInvariant()}' is not one of .jsonl, .json, .csv, .tsv, .parquet."),
        };
        await foreach (var row in rows.WithCancellation(cancellation)) yield return row;
    }

    /// <summary>A JSON document of at most <see cref="MaxWholeBytes"/>.</summary>
    public static async Task<JsonElement> WholeAsync(string path, CancellationToken cancellation)
    {
        if (!File.Exists(path)) throw EvaluationErrors.NoFile(path);
        if (new FileInfo(path).Length > MaxWholeBytes) throw EvaluationErrors.FileUnreadable(path, $"it is larger than {MaxWholeBytes} bytes.");
        try
        {
            await using var stream = File.OpenRead(path);
            using var document = await JsonDocument.ParseAsync(stream, new JsonDocumentOptions { MaxDepth = 64 }, cancellation);
            return document.RootElement.Clone();
        }
        catch (JsonException error)
        {
            throw EvaluationErrors.FileUnreadable(path, $"it is not valid JSON at line {(error.LineNumber ?? 0) + 1}.");
        }
    }

    // An array of objects, or an object with one under the name that published files use.
    private static async IAsyncEnumerable<JsonElement> JsonRows(JsonElement whole, string path)
    {
        await Task.CompletedTask;
        var array = whole;
        foreach (var name in (string[])["data", "examples", "rows", "items"])
        {
            if (whole.ValueKind == JsonValueKind.Object && whole.TryGetProperty(name, out var inner)) array = inner;
        }

        if (array.ValueKind != JsonValueKind.Array) throw EvaluationErrors.FileUnreadable(path, "it holds no list of rows.");
        foreach (var row in array.EnumerateArray())
        {
            if (row.ValueKind != JsonValueKind.Object) throw EvaluationErrors.FileUnreadable(path, "a row is no object.");
            yield return row;
        }
    }
}
