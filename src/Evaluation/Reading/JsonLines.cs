using System.Runtime.CompilerServices;
using System.Text.Json;

namespace Onebox.Evaluation.Reading;

/// <summary>One JSON object a line; empty lines are passed over.</summary>
internal static class JsonLines
{
    public static async IAsyncEnumerable<JsonElement> ReadAsync(string path, [EnumeratorCancellation] CancellationToken cancellation)
    {
        using var reader = new StreamReader(path);
        var number = 0;
        while (await reader.ReadLineAsync(cancellation) is { } line)
        {
            number++;
            if (string.IsNullOrWhiteSpace(line)) continue;
            if (line.Length > RowFile.MaxRowBytes) throw EvaluationErrors.FileUnreadable(path, $"line {number} is longer than {RowFile.MaxRowBytes} characters.");
            yield return Parse(line, path, number);
        }
    }

    private static JsonElement Parse(string line, string path, int number)
    {
        try
        {
            using var document = JsonDocument.Parse(line);
            if (document.RootElement.ValueKind == JsonValueKind.Object) return document.RootElement.Clone();
        }
        catch (JsonException)
        {
            // Told below with the line's number.
        }

        throw EvaluationErrors.FileUnreadable(path, $"line {number} is no JSON object.");
    }
}
