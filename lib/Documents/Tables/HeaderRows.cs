namespace Onebox.Documents.Tables;

/// <summary>How many rows at the top of a table name its columns, where the format does not say.</summary>
internal static class HeaderRows
{
    private const int Most = 3;

    /// <summary>
    /// Rows of words without a number or date, as wide as the body, above rows that differ from them: a number below a word, or every cell filled and no two alike. Rows with
    /// cells that span columns belong to the header when a full row of words follows.
    /// </summary>
    public static int Count(IReadOnlyList<TableRow> rows)
    {
        if (rows.Count < 2) return 0;
        var width = rows.Take(50).Max(r => r.Cells.Count == 0 ? 0 : r.Cells.Max(c => c.Column + c.ColumnSpan));
        for (var y = 0; y < Math.Min(Most, rows.Count - 1); y++)
        {
            var row = rows[y];
            if (row.Cells.Any(c => c.Number is not null || c.Date is not null || LooksNumeric(c.Text))) return 0;
            var covered = row.Cells.Sum(c => c.ColumnSpan);
            // A title over the table, or a header of groups over the header of columns.
            if (row.Cells.Any(c => c.ColumnSpan > 1) && covered >= (width + 1) / 2 && y + 1 < rows.Count - 1) continue;
            var above = rows.Take(y).SelectMany(r => r.Cells.Where(c => c.RowSpan > 1)).Sum(c => c.ColumnSpan);
            if (covered + above < Math.Max(width - 1, (width + 1) / 2)) return 0;
            if (row.Cells.Any(c => c.Text.Length > 120)) return 0;
            // Plan may stand under the first and under the second half.
            return row.Cells.Select(c => (Group(rows, y, c.Column), c.Text)).Distinct().Count() == row.Cells.Count ? y + 1 : 0;
        }

        return 0;
    }

    private static int Group(IReadOnlyList<TableRow> rows, int y, int column) =>
        y == 0 ? 0 : rows[y - 1].Cells.Where(c => c.Column <= column).Select(c => c.Column).DefaultIfEmpty(0).Max();

    private static bool LooksNumeric(string text) => text.Length > 0 && text.Any(char.IsAsciiDigit) && text.All(c => char.IsAsciiDigit(c) || c is '.' or ',' or '-' or '+' or '%' or ' ' or '$' or '€' or '¥' or '£' or '/' or ':');
}
