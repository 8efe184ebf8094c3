using System.Globalization;
using Onebox.Documents;

namespace Onebox.Knowledge.Tables;

/// <param name="IsNumber">Nearly all of its filled cells hold a number.</param>
/// <param name="HasUnread">Some of them hold something else than a number: nothing can be calculated with it.</param>
internal sealed record SheetColumn(string Name, bool IsNumber, bool HasUnread = false);

/// <summary>A table of a document as rows that can be calculated with: its parts joined, its header as column names, its numbers as numbers.</summary>
internal sealed class SheetTable
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
        var (cells, typed) = (new List<string?[]>(), new List<double?[]>());
        foreach (var part in parts)
        {
            foreach (var row in part.Rows.Skip(part.Part == 0 ? header : part.HeaderRows))
            {
                var (texts, values) = (new string?[names.Count], new double?[names.Count]);
                foreach (var cell in row.Cells.Where(c => c.Column < names.Count && c.Text.Length > 0))
                    (texts[cell.Column], values[cell.Column]) = (cell.Text.Trim(), cell.Number);
                if (texts.Any(t => t is not null))
                {
                    cells.Add(texts);
                    typed.Add(values);
                }
            }
        }

        if (cells.Count == 0) return null;
        var numbers = cells.ConvertAll(_ => new double?[names.Count]);
        var columns = new List<SheetColumn>(names.Count);
        for (var i = 0; i < names.Count; i++)
        {
            var column = ColumnNumbers.Read(cells.ConvertAll(c => c[i]), typed.ConvertAll(t => t[i]));
            for (var row = 0; row < cells.Count; row++) numbers[row][i] = column[row];
            columns.Add(Column(names[i], cells.ConvertAll(c => c[i]), column));
        }

        return new SheetTable(first.Range?.Sheet ?? first.Caption, first.Page, columns, cells, numbers);
    }

    private static List<string> Names(TableBlock table, int header)
    {
        var grid = table.ToGrid();
        if (grid.Count <= header) return [];
        var names = grid[header - 1].Select((text, i) => text.Trim().Length > 0 ? text.Trim() : $"column {(i + 1).ToString(CultureInfo.InvariantCulture)}").ToList();
        // The same name twice would make a query ambiguous.
        for (var i = 0; i < names.Count; i++)
        {
            var (name, others) = (names[i], names.Take(i).ToHashSet(StringComparer.OrdinalIgnoreCase));
            for (var number = i + 1; others.Contains(names[i]); number++) names[i] = $"{name} {number.ToString(CultureInfo.InvariantCulture)}";
        }

        return names;
    }

    private static SheetColumn Column(string name, List<string?> texts, double?[] numbers)
    {
        var filled = texts.Count(t => t is not null && !ColumnNumbers.IsMissing(t));
        var read = numbers.Count(n => n is not null);
        var isNumber = filled > 0 && read >= NumbersFrom * filled;
        return new SheetColumn(name, isNumber, isNumber && read < filled);
    }
}
