using Onebox.Documents;

namespace Onebox.Knowledge.Tables;

/// <param name="Index">From 0.</param>
/// <param name="IsNumber">Nearly all of its filled cells hold a number.</param>
/// <param name="HasUnread">Some of them hold something else than a number: nothing can be calculated with it.</param>
/// <param name="IsDate">All of its filled cells are dates.</param>
/// <param name="IsFlag">All of its filled cells say yes or no.</param>
/// <param name="Unit">As all its numbers are written: €, %, kg; null where they have none.</param>
internal sealed record SheetColumn(int Index, string Name, bool IsNumber, bool HasUnread = false, bool IsDate = false, bool IsFlag = false, string? Unit = null)
{
    public bool IsText => !IsNumber && !IsDate;
}

/// <summary>A table of a document as rows that can be calculated with: its parts joined, its header as column names, its numbers as numbers, without the row of sums that stands below it.</summary>
internal sealed class SheetTable
{
    private const double NumbersFrom = 0.8;
    private readonly Dictionary<int, DateTime?[]> _days = [];

    private SheetTable(TableBlock first, IReadOnlyList<string> names, List<string?[]> cells, List<TableCell?[]> typed, List<int?> sheetRows)
    {
        (Name, Sheet, Cells, SheetRows) = (first.Range?.Sheet ?? first.Caption, first.Range?.Sheet, cells, sheetRows);
        Heading = first.HeadingPath is [.., var last] ? last : null;
        Numbers = cells.ConvertAll(_ => new double?[names.Count]);
        var columns = new List<SheetColumn>(names.Count);
        var rows = SumRows.From(cells);
        for (var i = 0; i < names.Count; i++)
        {
            var texts = cells.ConvertAll(c => c[i]);
            var days = ColumnDates.Read(texts.GetRange(0, rows), typed.ConvertAll(t => t[i]?.Date));
            if (days is not null) _days[i] = days;
            var column = ColumnNumbers.Read(texts, typed.ConvertAll(t => t[i]?.Number));
            for (var row = 0; row < cells.Count; row++) Numbers[row][i] = column.Numbers[row];
            var isSpread = typed.Exists(t => t[i] is { RowSpan: > 1 });
            columns.Add(Column(i, names[i], texts.GetRange(0, rows), column, days is not null, isSpread));
        }

        Columns = columns;
        (LeftOut, HasSums) = SumRows.TakeOff(this, rows);
        // Titles between the rows would be counted, and what they say of the rows below is lost.
        HasTitles = names.Count > 2 && Cells.Exists(row => row[0] is not null && row.Count(t => t is not null) == 1) && Cells.Count(row => row.Count(t => t is not null) > 1) > Cells.Count / 2;
    }

    /// <summary>The sheet's name or the table's caption.</summary>
    public string? Name { get; }

    /// <summary>The heading that it stands under.</summary>
    public string? Heading { get; }

    /// <summary>Null outside sheets.</summary>
    public string? Sheet { get; }

    /// <summary>The rows' numbers in the sheet, from 1; null outside sheets.</summary>
    public IReadOnlyList<int?> SheetRows { get; }

    /// <summary>The document's first block that has rows of it.</summary>
    public int FirstBlock { get; private init; }

    public int LastBlock { get; private init; }

    /// <summary>The sheet's column, from 0, in which it begins.</summary>
    public int Left { get; private init; }

    /// <summary>Whether its document has no other table.</summary>
    public bool IsOnly { get; private set; } = true;

    public IReadOnlyList<SheetColumn> Columns { get; }

    public List<string?[]> Cells { get; }

    public List<double?[]> Numbers { get; }

    /// <summary>What the rows at its end were called that are no rows: sums and averages of those above.</summary>
    public IReadOnlyList<string> LeftOut { get; }

    /// <summary>There are rows of sums among the others: nothing can be calculated.</summary>
    public bool HasSums { get; }

    /// <summary>Among the rows are some with one cell alone.</summary>
    public bool HasTitles { get; }

    /// <summary>The values of a column of dates.</summary>
    public DateTime?[] Days(SheetColumn column) => _days[column.Index];

    public bool IsEmpty(int row, SheetColumn column) =>
        column.IsNumber ? Numbers[row][column.Index] is null : column.IsDate ? Days(column)[row] is null : Cells[row][column.Index] is null;

    /// <summary>All tables that have a header and rows, in the document's order.</summary>
    public static IReadOnlyList<SheetTable> Of(Document document)
    {
        var (tables, parts, first, last) = (new List<SheetTable>(), new List<TableBlock>(), 0, 0);
        for (var i = 0; i < document.Blocks.Count; i++)
        {
            if (document.Blocks[i] is not TableBlock table) continue;
            if (table.Part == 0)
            {
                End();
                first = i;
            }

            parts.Add(table);
            last = i;
        }

        End();
        if (tables.Count > 1) tables.ForEach(t => t.IsOnly = false);
        return tables;

        void End()
        {
            if (parts.Count > 0 && Join(parts, first, last) is { } whole) tables.Add(whole);
            parts = [];
        }
    }

    private static SheetTable? Join(List<TableBlock> parts, int firstBlock, int lastBlock)
    {
        var first = parts[0];
        var header = first.HeaderRows > 0 ? first.HeaderRows : ColumnNames.Header(first);
        var names = ColumnNames.Of(first, header);
        if (names.Count == 0) return null;
        var rows = parts.SelectMany(part => part.Rows.Skip(part.Part == 0 ? header : part.HeaderRows)).ToList();
        // A table may begin in column C.
        var left = first.Rows.Skip(header - 1).Concat(rows).SelectMany(r => r.Cells).Where(c => !string.IsNullOrWhiteSpace(c.Text)).Select(c => c.Column).DefaultIfEmpty(0).Min();
        names.RemoveRange(0, left);
        var (cells, typed) = (rows.ConvertAll(_ => new string?[names.Count]), rows.ConvertAll(_ => new TableCell?[names.Count]));
        for (var row = 0; row < rows.Count; row++)
        {
            foreach (var cell in rows[row].Cells.Where(c => c.Column >= left && c.Column - left < names.Count && !string.IsNullOrWhiteSpace(c.Text)))
            {
                // A cell over several rows is a cell of each; what is written across the table is a title.
                for (var below = 0; below < cell.RowSpan && row + below < rows.Count && (cell.ColumnSpan == 1 || cell.ColumnSpan < names.Count); below++)
                    (cells[row + below][cell.Column - left], typed[row + below][cell.Column - left]) = (cell.Text.Trim(), cell);
            }
        }

        var numbers = rows.Where((_, row) => Array.Exists(cells[row], t => t is not null)).Select(r => r.SheetRow).ToList();
        typed = [.. typed.Where((_, row) => Array.Exists(cells[row], t => t is not null))];
        cells.RemoveAll(row => Array.TrueForAll(row, t => t is null));
        // What stands alone under a table is a note on it.
        while (names.Count > 2 && cells.Count > 1 && cells[^1].Count(t => t is not null) == 1 && cells[^1][0] is { } note && ColumnNames.IsNote(note))
        {
            cells.RemoveAt(cells.Count - 1);
            typed.RemoveAt(typed.Count - 1);
        }

        return cells.Count == 0 ? null : new SheetTable(first, names, cells, typed, numbers) { FirstBlock = firstBlock, LastBlock = lastBlock, Left = left };
    }

    private static SheetColumn Column(int index, string name, List<string?> texts, ReadNumbers numbers, bool isDate, bool isSpread)
    {
        var filled = texts.Count(t => t is not null && !ColumnNumbers.IsMissing(t));
        var read = numbers.Numbers.Take(texts.Count).Count(n => n is not null);
        var isNumber = !isDate && filled > 0 && read >= NumbersFrom * filled;
        var isFlag = !isDate && !isNumber && filled > 0 && texts.TrueForAll(t => t is null || Flags.Of(t) is not null);
        return new SheetColumn(index, name, isNumber, isNumber && (read < filled || numbers.AreMixed || isSpread), isDate, isFlag, isNumber ? numbers.Unit ?? ColumnNames.Unit(name) : null);
    }
}
