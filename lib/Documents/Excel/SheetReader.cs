using ExcelDataReader;
using Onebox.Documents.Recognition;
using Onebox.Documents.Tables;

namespace Onebox.Documents.Excel;

/// <summary>One sheet: titles over tables become paragraphs, tables that empty rows part become tables of their own.</summary>
internal sealed class SheetReader(IExcelDataReader reader, Reading reading, int sheet)
{
    private readonly SheetTable _table = new(reading, reader.Name, sheet);
    private readonly CellFormats _formats = new();
    private bool _empty = true;
    private bool _hasValues;
    private (int From, int To) _extent;

    public void Read()
    {
        reading.Outline.Clear();
        var heading = new HeadingBlock(1, reader.Name) { Page = sheet };
        var spans = MergedCells.Spans(reader.MergeCells);
        var blank = false;
        var any = false;
        for (var number = 1; reader.Read(); number++)
        {
            reading.Budget.Tick();
            var cells = Cells(number, spans);
            if (cells.Count == 0)
            {
                blank = true;
                continue;
            }

            if (!any) reading.Add(heading);
            any = true;
            if (blank && !_empty && StartsAnother(cells)) EndTable();
            blank = false;
            if (_empty && cells is [{ Number: null, Date: null } title] && reader.FieldCount > 1)
            {
                reading.Add(new ParagraphBlock(title.Text) { Page = sheet, Range = new SheetRange(reader.Name, $"{CellName.Column(title.Column)}{number}") });
                continue;
            }

            _extent = _empty ? (cells[0].Column, cells[^1].Column) : (Math.Min(_extent.From, cells[0].Column), Math.Max(_extent.To, cells[^1].Column));
            _empty = false;
            _hasValues |= cells.Exists(c => c.Number is not null || c.Date is not null);
            _table.Add(number, cells);
        }

        EndTable();
    }

    private void EndTable()
    {
        _table.Finish();
        (_empty, _hasValues) = (true, false);
    }

    // Words only, where the table above held values or other columns: the header of the next table, or a remark below.
    private bool StartsAnother(List<TableCell> cells) =>
        cells.TrueForAll(c => c.Number is null && c.Date is null) && (_hasValues || cells[0].Column != _extent.From || cells[^1].Column != _extent.To);

    private List<TableCell> Cells(int number, Dictionary<(int Row, int Column), (int Rows, int Columns)> spans)
    {
        var cells = new List<TableCell>();
        for (var column = 0; column < reader.FieldCount; column++)
        {
            if (_formats.Read(reader, column) is not { Text.Length: > 0 } cell) continue;
            cells.Add(spans.TryGetValue((number - 1, column), out var span) ? cell with { RowSpan = span.Rows, ColumnSpan = span.Columns } : cell);
        }

        return cells;
    }
}
