namespace Onebox.Knowledge.Tables;

/// <content>How many.</content>
internal sealed partial class QuestionForm
{
    private TableQuery? Counted(Mark count, SheetColumn? by)
    {
        count.IsUsed = true;
        var (counted, cells, different) = What(count);
        if (different is not null) different.IsUsed = true;
        var open = Open(Role.Column).Where(c => c != counted && c.Columns[0].IsNumber).ToList();
        if (counted is null && cells.Count == 0 && marks.FindLast(m => m.End <= count.Start && m.Is(Role.Noun, Role.Column) && !m.IsUsed) is { } before && (open.Count == 0 || before.Role == Role.Noun || before == open[0]))
            (counted, open) = (before, [.. open.Where(c => c != before)]);
        if (counted is { Role: Role.Column } named)
        {
            var column = named.Columns[0];
            named.IsUsed = true;
            if (different is null && ColumnRoles.IsKey(table, column)) return open.Count == 0 ? Rows() : null;
            if (column.IsNumber) return open.Count == 0 && different is null ? Of(Calculation.Pieces, column) : null;
            if (column.IsDate || column.IsFlag || open.Count > 0) return null;
            if (different is null && column.Index == 0 && !IsEachRow(column)) return null;
            // How many products were sold: pieces or kinds?
            return different is null && marks.Exists(m => m is { Role: Role.Deed, Words: "sold" or "ordered" or "bought" or "purchased" }) ? null : Of(Calculation.Different, column);
        }

        if (different is not null) return null;
        var quantities = table.Columns.Where(ColumnRoles.IsQuantity).ToList();
        if (open is [var pieces] && ColumnRoles.IsQuantity(pieces.Columns[0]) && (counted is null || PlainWords.IsPiece(counted.Words)))
        {
            pieces.IsUsed = true;
            return Of(Calculation.Pieces, pieces.Columns[0]);
        }

        if (open.Count > 0) return null;
        if (counted is null && cells.Count > 0 && cells.Exists(c => ColumnRoles.IsThing(table, c.Cells[0].Column)) && quantities.Count > 0)
        {
            // Lamps of which some are left, or that were sold; lamps of orders alone may be orders.
            if (!quantities.Exists(ColumnRoles.IsStock) && !marks.Exists(m => m is { Role: Role.Deed, Words: "sold" or "ordered" or "bought" or "purchased" })) return null;
            foreach (var stock in Open(Role.InStock)) stock.IsUsed = true;
            return quantities is [var quantity] ? Of(Calculation.Pieces, quantity) : null;
        }

        // Rows are counted where a noun says so, or where conditions do without one.
        return counted is not null || conditions.Found.Count > 0 ? Rows() : null;

        TableQuery Rows() => new(Calculation.Count, null, [], conditions.Found, by);
        TableQuery Of(Calculation calculation, SheetColumn column) => new(calculation, column, [], conditions.Found, by);
    }

    /// <summary>The noun or the column that is counted, the cells before it or in its place.</summary>
    private (Mark? Counted, List<Mark> Cells, Mark? Different) What(Mark count)
    {
        var (cells, different) = (new List<Mark>(), (Mark?)null);
        foreach (var mark in marks.Where(m => m.Start >= count.End))
        {
            if (mark.Role == Role.Plain ? PlainWords.IsPast(mark.Words) : !mark.Is(Role.Cell, Role.Different, Role.Noun, Role.Column, Role.Or, Role.And)) break;
            if (mark.Role == Role.Cell) cells.Add(mark);
            if (mark.Role == Role.Different) different = mark;
            if (mark.Role == Role.Noun || mark is { Role: Role.Column, IsUsed: false }) return (mark, cells, different);
        }

        return (null, cells, different);
    }
}
