using ExcelDataReader;

namespace Onebox.Documents.Excel;

internal static class MergedCells
{
    private const int Most = 100_000;

    /// <returns>Spans by the top left cell, both from 0.</returns>
    public static Dictionary<(int Row, int Column), (int Rows, int Columns)> Spans(CellRange[]? ranges)
    {
        var spans = new Dictionary<(int, int), (int, int)>();
        foreach (var range in (ranges ?? []).Take(Most))
            if (range.ToRow >= range.FromRow && range.ToColumn >= range.FromColumn)
                spans[(range.FromRow, range.FromColumn)] = (Math.Min(10_000, range.ToRow - range.FromRow + 1), Math.Min(16_384, range.ToColumn - range.FromColumn + 1));
        return spans;
    }
}
