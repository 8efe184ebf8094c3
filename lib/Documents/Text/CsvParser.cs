using System.Globalization;
using System.Text.RegularExpressions;
using Onebox.Documents.Recognition;
using Onebox.Documents.Tables;

namespace Onebox.Documents.Text;

/// <summary>CSV and its cousins: encoding and delimiter are detected, rows pass through without being kept.</summary>
internal sealed partial class CsvParser : IFormatParser
{
    private const int SampleCharacters = 64 * 1024;
    private static readonly char[] Delimiters = [',', ';', '\t', '|'];

    public void Parse(Source source, Reading reading)
    {
        char delimiter;
        using (var sample = TextContent.Open(source, reading))
        {
            var head = new char[SampleCharacters];
            delimiter = Delimiter(new string(head, 0, sample.ReadBlock(head)), source.Ending);
        }

        source.Content.Position = 0;
        using var text = TextContent.Open(source, reading);
        reading.Describe("delimiter", delimiter == '\t' ? "tab" : delimiter.ToString());
        var sheet = Path.GetFileNameWithoutExtension(source.Name);
        var table = new SheetTable(reading, sheet, page: null);
        var rows = new CsvRows(text, delimiter);
        for (var number = 1; rows.Next() is { } fields; number++)
        {
            reading.Budget.Tick();
            if (fields.All(f => f.Length == 0)) continue;
            table.Add(number, [.. fields.Select((f, i) => new TableCell(f, i, Number: Number(f, delimiter))).Where(c => c.Text.Length > 0)]);
        }

        table.Finish();
    }

    /// <summary>The delimiter that cuts the most sample rows into the same number of fields, more than one.</summary>
    internal static char Delimiter(string sample, string ending)
    {
        var best = (Delimiter: ending == ".tsv" ? '\t' : ',', Score: 0.0);
        foreach (var delimiter in Delimiters)
        {
            var counts = new List<int>();
            var rows = new CsvRows(new StringReader(sample), delimiter);
            try
            {
                while (counts.Count < 200 && rows.Next() is { } row)
                    if (row.Count > 1 || row[0].Length > 0) counts.Add(row.Count);
            }
            catch (DocumentRefusedException)
            {
                continue;
            }

            // The sample may end inside a row.
            if (counts.Count > 2 && sample.Length == SampleCharacters) counts.RemoveAt(counts.Count - 1);
            if (counts.Count == 0) continue;
            var mode = counts.GroupBy(n => n).OrderByDescending(g => g.Count()).ThenByDescending(g => g.Key).First();
            if (mode.Key < 2) continue;
            var score = (double)mode.Count() / counts.Count + 0.01 * Math.Min(mode.Key, 10);
            if (score > best.Score) best = (delimiter, score);
        }

        return best.Delimiter;
    }

    // Where the semicolon divides fields, the comma divides decimals. What may be one number or another is none: whoever sees the whole column may know.
    private static double? Number(string field, char delimiter)
    {
        if (field.Length is 0 or > 40 || !(char.IsAsciiDigit(field[^1]) || field[^1] == '.')) return null;
        // A leading zero means a code (postcode, part number), not a quantity.
        if (field.Length > 1 && field[0] == '0' && char.IsAsciiDigit(field[1])) return null;
        if (PointsMayGroup().IsMatch(field)) return null;
        var (comma, text) = (field.Contains(',', StringComparison.Ordinal), field);
        if (comma && delimiter == ';') text = field.Replace(".", "", StringComparison.Ordinal).Replace(',', '.');
        else if (comma && !CommasGroup().IsMatch(field)) return null;
        return double.TryParse(text, NumberStyles.Float | NumberStyles.AllowThousands, CultureInfo.InvariantCulture, out var number) && double.IsFinite(number) ? number : null;
    }

    [GeneratedRegex(@"^[+-]?[1-9]\d{0,2}(\.\d{3})+$", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex PointsMayGroup();

    [GeneratedRegex(@"^[+-]?\d{1,3}(,\d{3})+(\.\d+)?$", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex CommasGroup();
}
