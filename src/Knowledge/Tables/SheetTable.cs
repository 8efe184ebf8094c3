using System.Globalization;
using System.Text.RegularExpressions;
using Onebox.Documents;

namespace Onebox.Knowledge.Tables;

/// <param name="IsNumber">Nearly all of its filled cells hold a number.</param>
internal sealed record SheetColumn(string Name, bool IsNumber);

/// <summary>A table of a document as rows that can be calculated with: its parts joined, its header as column names, its numbers as numbers.</summary>
internal sealed partial class SheetTable
{
    private const double NumbersFrom = 0.8;

    private SheetTable(string? name, int? page, IReadOnlyList<SheetColumn> columns, List<string?[]> cells, List<double?[]> numbers) =>
        (Name, Page, Columns, Cells, Numbers) = (name, page, columns, cells, numbers);

    /// <summary>The sheet's name or the table's caption.</summary>
    public string? Name { get; }

    public int? Page { get; }

    public IReadOnlyList<SheetColumn> Columns { get; }

    public List<string?[]> Cells { get; }

    public List<double?[]> Numbers { get; }

    /// <summary>All tables that have a header and rows, in the document's order.</summary>
    public static IEnumerable<SheetTable> Of(Document document)
    {
        List<TableBlock> parts = [];
        foreach (var table in document.Blocks.OfType<TableBlock>())
        {
            if (table.Part == 0 && parts.Count > 0)
            {
                if (Join(parts) is { } whole) yield return whole;
                parts = [];
            }

            parts.Add(table);
        }

        if (parts.Count > 0 && Join(parts) is { } last) yield return last;
    }

    private static SheetTable? Join(List<TableBlock> parts)
    {
        var first = parts[0];
        var header = Math.Max(1, first.HeaderRows);
        var names = Names(first, header);
        if (names.Count == 0) return null;
        var (cells, numbers) = (new List<string?[]>(), new List<double?[]>());
        foreach (var part in parts)
        {
            foreach (var row in part.Rows.Skip(part.Part == 0 ? header : part.HeaderRows))
            {
                var (texts, values) = (new string?[names.Count], new double?[names.Count]);
                foreach (var cell in row.Cells.Where(c => c.Column < names.Count && c.Text.Length > 0))
                    (texts[cell.Column], values[cell.Column]) = (cell.Text.Trim(), cell.Number ?? Parse(cell.Text));
                if (texts.Any(t => t is not null))
                {
                    cells.Add(texts);
                    numbers.Add(values);
                }
            }
        }

        if (cells.Count == 0) return null;
        var columns = names.Select((name, i) => new SheetColumn(name, IsNumber(i, cells, numbers))).ToList();
        return new SheetTable(first.Range?.Sheet ?? first.Caption, first.Page, columns, cells, numbers);
    }

    private static List<string> Names(TableBlock table, int header)
    {
        var grid = table.ToGrid();
        if (grid.Count <= header) return [];
        var names = grid[header - 1].Select((text, i) => text.Trim().Length > 0 ? text.Trim() : $"column {(i + 1).ToString(CultureInfo.InvariantCulture)}").ToList();
        // The same name twice would make a query ambiguous.
        for (var i = 0; i < names.Count; i++)
            if (names.FindIndex(n => n.Equals(names[i], StringComparison.OrdinalIgnoreCase)) < i) names[i] = $"{names[i]} {(i + 1).ToString(CultureInfo.InvariantCulture)}";
        return names;
    }

    private static bool IsNumber(int column, List<string?[]> cells, List<double?[]> numbers)
    {
        var filled = cells.Count(c => c[column] is not null);
        return filled > 0 && numbers.Count(n => n[column] is not null) >= NumbersFrom * filled;
    }

    /// <summary>12,300.50 €, $5, 15%: the number alone. A date or a part number is none, nor is 3,5, which is three and a half to some.</summary>
    internal static double? Parse(string text)
    {
        var trimmed = text.Trim().Trim('€', '$', '£', '¥', '%', ' ', '\u00A0');
        if (trimmed.Contains(',', StringComparison.Ordinal) && !Grouped().IsMatch(trimmed)) return null;
        return double.TryParse(trimmed, NumberStyles.Float | NumberStyles.AllowThousands, CultureInfo.InvariantCulture, out var number) && double.IsFinite(number) ? number : null;
    }

    [GeneratedRegex(@"^[+-]?\d{1,3}(,\d{3})+(\.\d+)?$", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Grouped();
}
