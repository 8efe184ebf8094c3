namespace Onebox.Documents.Layout;

/// <summary>A table is read from its first column: in Arabic and Hebrew that is the one at the right.</summary>
internal static class FirstColumn
{
    /// <param name="rows">Columns counted from the left.</param>
    /// <returns>Columns counted from where the table's words begin.</returns>
    public static List<TableRow> Count(List<TableRow> rows, int columns)
    {
        if (!VisualOrder.RunsToLeft(string.Concat(rows.SelectMany(r => r.Cells).Select(c => c.Text)))) return rows;
        return rows.ConvertAll(r => r with { Cells = [.. r.Cells.Select(c => c with { Column = columns - c.Column - c.ColumnSpan }).OrderBy(c => c.Column)] });
    }
}
