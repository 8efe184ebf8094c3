namespace Onebox.Documents;

/// <summary>
/// Rows of cells. A cell that spans is written once, at its top left; the places that it covers have no cell of their own. A table too long to hold comes as
/// several blocks, each with the header rows repeated.
/// </summary>
/// <param name="Rows">Header rows first.</param>
/// <param name="HeaderRows">How many of <paramref name="Rows"/> name the columns; 0 if none are known.</param>
/// <param name="Caption">The title over or under the table; a sheet's name.</param>
/// <param name="Part">0 for the first or only block of a table, then 1, 2…</param>
public sealed record TableBlock(IReadOnlyList<TableRow> Rows, int HeaderRows, string? Caption = null, int Part = 0) : Block
{
    public override string ToText() => string.Join('\n', ToGrid().Select(row => string.Join('\t', row.Select(text => text.Replace('\n', ' ').Replace('\t', ' ')))));

    /// <returns>The rows as a full grid, every row as wide as the widest: a spanning cell's text stands in each place that it covers.</returns>
    public IReadOnlyList<IReadOnlyList<string>> ToGrid()
    {
        var width = Rows.SelectMany(r => r.Cells).Select(c => c.Column + c.ColumnSpan).DefaultIfEmpty(0).Max();
        var grid = new string[Rows.Count][];
        for (var y = 0; y < grid.Length; y++) grid[y] = Enumerable.Repeat("", width).ToArray();
        for (var y = 0; y < Rows.Count; y++)
            foreach (var cell in Rows[y].Cells)
                for (var dy = 0; dy < cell.RowSpan && y + dy < grid.Length; dy++)
                    for (var dx = 0; dx < cell.ColumnSpan; dx++) grid[y + dy][cell.Column + dx] = cell.Text;
        return grid;
    }
}

/// <param name="Cells">In the order of their columns.</param>
/// <param name="SheetRow">The row's number in its sheet, from 1; null outside sheets.</param>
public sealed record TableRow(IReadOnlyList<TableCell> Cells, int? SheetRow = null);

/// <param name="Text">As a person sees it: <c>12,300.00 €</c>, <c>2026-03-01</c>.</param>
/// <param name="Column">From 0. In a sheet, column A is 0.</param>
/// <param name="RowSpan">At least 1.</param>
/// <param name="ColumnSpan">At least 1.</param>
/// <param name="Number">The value behind the text, where the format holds one.</param>
/// <param name="Date">The value behind the text as ISO 8601, where the format holds a date or time.</param>
/// <param name="Box">Where on the page, in PDFs and pictures.</param>
public sealed record TableCell(string Text, int Column, int RowSpan = 1, int ColumnSpan = 1, double? Number = null, string? Date = null, Box? Box = null);
