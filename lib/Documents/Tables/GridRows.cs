namespace Onebox.Documents.Tables;

/// <summary>Lays cells with spans into columns: a cell goes to the first place in its row that no cell from above covers.</summary>
internal sealed class GridRows
{
    private const int MostColumns = 16_384;
    private readonly List<List<TableCell>> _rows = [];
    private readonly List<int> _coveredUntil = [];
    private int _column;

    public void BeginRow()
    {
        _rows.Add([]);
        _column = 0;
    }

    /// <param name="text">An empty cell takes its place and is not kept.</param>
    /// <param name="columns">Columns that it spans.</param>
    /// <param name="rows">Rows that it spans.</param>
    public void Add(string text, int columns, int rows)
    {
        var y = _rows.Count - 1;
        while (_column < _coveredUntil.Count && _coveredUntil[_column] > y) _column++;
        if (_column + columns > MostColumns) return;
        while (_coveredUntil.Count < _column + columns) _coveredUntil.Add(0);
        for (var x = _column; x < _column + columns; x++) _coveredUntil[x] = y + rows;
        if (text.Length > 0 || columns > 1 || rows > 1) _rows[y].Add(new TableCell(text, _column, rows, columns));
        _column += columns;
    }

    /// <returns>The rows; spans that reach below the last row end there.</returns>
    public List<TableRow> Finish() =>
        [.. _rows.Select((row, y) => new TableRow(row.Select(c => c.RowSpan > _rows.Count - y ? c with { RowSpan = _rows.Count - y } : c).ToArray()))];
}
