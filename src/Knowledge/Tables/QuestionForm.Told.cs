namespace Onebox.Knowledge.Tables;

/// <content>What stands in rows that are named, and which they are.</content>
internal sealed partial class QuestionForm
{
    /// <summary>What stands in the rows that are named, or which rows they are.</summary>
    private TableQuery? Told(SheetColumn? by)
    {
        var named = Open(Role.Column).ToList();
        var asks = marks.FindAll(m => m.Is(Role.Which, Role.What, Role.HowMuch));
        var deed = Open(Role.Deed).ToList();
        var columns = named.Select(m => m.Columns[0]).Distinct().ToList();
        // Total revenue per region, the total of all orders: the column is called like the sum of it.
        if (named.Find(IsSumWord) is { } sum && (by is not null || !IsOneRow()))
        {
            if (named.Exists(m => m.Columns[0].IsText)) return null;
            return Calculated(columns.Count == 1 ? named[0] with { Role = Role.Sum } : new Mark(Role.Sum, sum.Start, sum.Count, 0), by) is { } summed && columns.Count <= 2 ? summed with { Calculation = Calculation.Sum } : null;
        }

        if (by is not null) return columns is [{ IsNumber: true } grouped] && !IsOneRow() && Mark() ? new TableQuery(Calculation.Sum, grouped, [], conditions.Found, by) : null;
        // How much was spent: by all who did.
        if (columns.Count == 0 && deed is [{ Words: "spend" or "spends" or "spent" or "pay" or "pays" or "paid" or "charged" }] && (SaysInTotal || asks.Exists(a => a.Role == Role.HowMuch)) && !IsOneRow()) return Calculated(new Mark(Role.Sum, deed[0].Start, 0, 0), null);
        if (SaysInTotal && columns is [{ IsNumber: true } added] && Mark()) return new TableQuery(Calculation.Sum, added, [], conditions.Found);
        if (conditions.Found.Count == 0 || (asks.Count == 0 && deed.TrueForAll(d => !d.Words.StartsWith("how", StringComparison.Ordinal)))) return null;

        var target = new List<SheetColumn>(columns);
        foreach (var mark in deed)
        {
            var meant = table.Columns.Where(c => (c.IsNumber && mark.Meaning is not null && mark.Meaning.IsMatch(c.Name)) || (c.IsDate && mark.DateMeaning is not null && mark.DateMeaning.IsMatch(c.Name) && asks.Exists(a => a.DateMeaning is not null))).ToList();
            if (meant is not [var one]) return null;
            mark.IsUsed = true;
            if (!target.Contains(one)) target.Add(one);
        }

        foreach (var ask in asks.Where(a => a.Meaning is not null || a.DateMeaning is not null))
        {
            if (target.Exists(c => ask.DateMeaning is not null ? c.IsDate : ask.Meaning!.IsMatch(c.Name))) continue;
            var meant = table.Columns.Where(c => ask.DateMeaning is not null ? c.IsDate : ask.Meaning!.IsMatch(c.Name)).ToList();
            if (meant is not [var one]) return null;
            target.Add(one);
        }

        if (target.Count == 0 && asks.Exists(a => a.Role == Role.HowMuch)) return null;
        Mark();
        var isList = asks.Exists(a => a.Role == Role.Which && a.DateMeaning is null && a.Meaning is null) || marks.Exists(m => m.Role == Role.Noun && marks.Before(m) is { Role: Role.What }) || marks.Exists(m => m.Is(Role.What) && m.Words is "list" or "show" or "name" or "列出");
        if (target.Count == 0) return isList ? Rows([], null) : null;
        // Which products are in stock: of which there are some.
        if (target is [{ } stock] && ColumnRoles.IsStock(stock) && isList) return null;
        return target.Count <= 3 ? Rows(target.Take(target.Count - 1), target[^1]) : null;

        bool Mark()
        {
            named.ForEach(m => m.IsUsed = true);
            return true;
        }

        TableQuery Rows(IEnumerable<SheetColumn> shown, SheetColumn? told) =>
            new(Calculation.Rows, told, [.. told is not null && AllHaveTheSame([.. shown, told]) ? [] : ColumnRoles.Naming(table, conditions.Found).Where(c => c != told && !shown.Contains(c)), .. shown], conditions.Found);
    }

    /// <summary>Then what the rows are called says nothing.</summary>
    private bool AllHaveTheSame(IReadOnlyList<SheetColumn> columns) =>
        Enumerable.Range(0, table.Cells.Count).Where(row => conditions.Found.All(c => c.Holds(table, row))).Select(row => string.Join('\n', columns.Select(c => table.Cells[row][c.Index]))).Distinct(StringComparer.OrdinalIgnoreCase).Take(2).Count() == 1;
}
