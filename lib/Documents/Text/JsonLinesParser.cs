using System.Text.Json;
using Onebox.Documents.Recognition;
using Onebox.Documents.Tables;

namespace Onebox.Documents.Text;

/// <summary>A record a line as JSON: a table whose columns are the records' fields, in the order in which the first records name them.</summary>
internal sealed class JsonLinesParser : IFormatParser
{
    private const int SampleLines = 100;

    public void Parse(Source source, Reading reading)
    {
        var columns = new Dictionary<string, int>(StringComparer.Ordinal);
        var sheet = Path.GetFileNameWithoutExtension(source.Name);
        using (var sample = TextContent.Open(source, reading))
        {
            foreach (var (_, record) in Records(sample, reading).Take(SampleLines))
                foreach (var field in record.EnumerateObject()) columns.TryAdd(field.Name, columns.Count);
        }

        source.Content.Position = 0;
        using var text = TextContent.Open(source, reading);
        var table = new SheetTable(reading, sheet, page: null, headers: 1);
        table.Add(1, [.. columns.Select(c => new TableCell(c.Key, c.Value))]);
        foreach (var (number, record) in Records(text, reading)) table.Add(number, Cells(record, columns));
        table.Finish();
    }

    private static IEnumerable<(int Number, JsonElement Record)> Records(StreamReader text, Reading reading)
    {
        for (var number = 1; text.ReadLine() is { } line; number++)
        {
            reading.Budget.Tick();
            if (!string.IsNullOrWhiteSpace(line)) yield return (number, Record(line, number));
        }
    }

    private static JsonElement Record(string line, int number)
    {
        try
        {
            using var json = JsonDocument.Parse(line);
            if (json.RootElement.ValueKind == JsonValueKind.Object) return json.RootElement.Clone();
        }
        catch (JsonException)
        {
            // Said below.
        }

        throw Refusals.Damaged("JSON lines file", $"line {number} is no JSON object.");
    }

    /// <summary>A field that the first records do not have stands behind the others, with its name.</summary>
    private static List<TableCell> Cells(JsonElement record, Dictionary<string, int> columns)
    {
        var cells = new SortedDictionary<int, TableCell>();
        var more = columns.Count;
        foreach (var field in record.EnumerateObject())
        {
            if (Text(field.Value) is not { Length: > 0 } text) continue;
            double? value = field.Value.ValueKind == JsonValueKind.Number && field.Value.TryGetDouble(out var number) ? number : null;
            if (columns.TryGetValue(field.Name, out var column)) cells[column] = new TableCell(text, column, Number: value);
            else cells[more] = new TableCell($"{field.Name}: {text}", more++);
        }

        return [.. cells.Values];
    }

    private static string Text(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Null => "",
        JsonValueKind.String => value.GetString()!.Trim(),
        JsonValueKind.Array when value.EnumerateArray().All(v => v.ValueKind is not (JsonValueKind.Array or JsonValueKind.Object)) => string.Join(", ", value.EnumerateArray().Select(Text)),
        _ => value.GetRawText(),
    };
}
