using Onebox.Documents.Recognition;

namespace Onebox.Documents.Tables;

/// <summary>Rows of a sheet on their way into table blocks: as many rows a block as the limits say, the header repeated on each.</summary>
internal sealed class SheetTable(Reading reading, string sheet, int? page, string? caption = null, int? headers = null)
{
    private readonly List<TableRow> _rows = [];
    private List<TableRow>? _header;
    private int _part;

    /// <param name="number">The row's number in the sheet, from 1.</param>
    /// <param name="cells">Only those with text; without any the row is skipped.</param>
    public void Add(int number, IReadOnlyList<TableCell> cells)
    {
        if (cells.Count == 0) return;
        _rows.Add(new TableRow(cells, number));
        if (_rows.Count >= reading.Limits.RowsPerTablePart) Flush();
    }

    /// <summary>Call it at the table's end, then the instance takes the next table.</summary>
    public void Finish()
    {
        Flush();
        _header = null;
        _part = 0;
    }

    private void Flush()
    {
        if (_rows.Count == 0) return;
        var body = _rows.ToList();
        _rows.Clear();
        if (_header is null)
        {
            var count = headers ?? HeaderRows.Count(body);
            _header = body.Take(count).ToList();
            body.RemoveRange(0, count);
        }

        List<TableRow> rows = [.. _header, .. body];
        var first = (_part == 0 ? rows : body)[0].SheetRow!.Value;
        var cells = rows.SelectMany(r => r.Cells).ToList();
        reading.Add(new TableBlock(rows, _header.Count, caption ?? sheet, _part++)
        {
            Page = page,
            Range = new SheetRange(sheet, CellName.Range(cells.Min(c => c.Column), first, cells.Max(c => c.Column + c.ColumnSpan - 1), rows[^1].SheetRow!.Value)),
        });
    }
}
