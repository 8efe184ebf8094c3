namespace Onebox.Knowledge.Tables;

/// <summary>What is to be calculated or told of the rows for which the conditions hold. Every mark has to have done something in the end.</summary>
internal sealed class QuestionForm(SheetTable table, List<Mark> marks, ConditionsAsked conditions)
{
    private static readonly Role[] Calculating = [Role.HowMany, Role.Sum, Role.Average, Role.Median, Role.Most, Role.Least, Role.Share, Role.Span];

    public TableQuery? Read()
    {
        if (!Deeds()) return null;
        var by = Group();
        if (by is null && marks.Exists(m => m is { Role: Role.Each, IsUsed: false })) return null;
        InTotal();
        // The top five by salary.
        if (!marks.Exists(m => m.Is(Role.Most, Role.Least)) && Open(Role.Top).FirstOrDefault() is { } top)
        {
            top.IsUsed = true;
            marks[marks.IndexOf(top)] = top with { Role = Role.Most, IsUsed = false };
        }

        var asked = marks.FindAll(m => !m.IsUsed && m.Is(Calculating));
        var query = asked switch
        {
            [] => Told(by),
            [{ Role: Role.Span } span, { Role: Role.Most or Role.Least } one, { Role: Role.Most or Role.Least } other] when one.Role != other.Role => Span(span, one, other),
            [{ Role: Role.Share } share, ..] when asked.Count == 1 || (asked.Count == 2 && asked[1].Role == Role.Sum) => Share(share, asked.Skip(1).FirstOrDefault()),
            [{ Role: Role.HowMany } count] => Counted(count, by),
            [{ Role: Role.Most or Role.Least } most] => Ranked(most, null, by),
            [{ Role: Role.Most or Role.Least } most, { Role: Role.Sum or Role.Average } of] => Ranked(most, of, by),
            [{ Role: Role.Most or Role.Least } most, { Role: Role.HowMany } of] when of.Words.Contains("number", StringComparison.Ordinal) => Ranked(most, of, by),
            [{ Role: Role.Sum or Role.Average or Role.Median } of] => Calculated(of, by),
            // The average order total: its column is called so.
            _ => null,
        };
        if (query is null) return null;
        // The amount spent.
        foreach (var deed in Open(Role.Deed).ToList())
            if (query.Column is { } told && (deed.Meaning?.IsMatch(told.Name) ?? false)) deed.IsUsed = true;
        if (query.Calculation is not (Calculation.Rows or Calculation.Largest or Calculation.Smallest) && query.Rank is null)
            foreach (var rows in Open(Role.Column).Where(m => ColumnRoles.IsKey(table, m.Columns[0])).ToList()) rows.IsUsed = true;
        return IsWhole() ? query : null;
    }

    private IEnumerable<Mark> Open(Role role) => marks.Where(m => m.Role == role && !m.IsUsed);

    private bool IsWhole()
    {
        foreach (var mark in marks.Where(m => m.Is(Role.Plain, Role.Noun, Role.Which, Role.What, Role.HowMuch))) mark.IsUsed = true;
        // By Acme: the verb's own word.
        foreach (var by in Open(Role.By))
            if (conditions.After(by) is { Role: Role.Cell or Role.Noun }) by.IsUsed = true;
        return marks.TrueForAll(m => m.IsUsed);
    }

    /// <summary>Verbs that say no more than the table does: orders are placed, and sold is what an order is of.</summary>
    private bool Deeds()
    {
        foreach (var deed in Open(Role.Deed).Where(d => d.DateMeaning is not null))
        {
            var names = table.Columns.Select(c => c.Name).Append(table.Name ?? "").Append(table.Heading ?? "");
            var isEvent = deed.Words is "sold" or "ordered" or "bought" or "purchased" or "placed" or "issued" or "billed" or "invoiced" or "made" or "taken" or "recorded" or "measured" or "logged" or "registered" or "entered" or "created" or "received" or "reported";
            if (isEvent && names.Concat(marks.Where(m => m.Role == Role.Noun).Select(m => m.Words)).Any(n => deed.DateMeaning!.IsMatch(n))) deed.IsUsed = true;
        }

        return true;
    }

    /// <summary>"Per region", "by customer", "for each".</summary>
    private SheetColumn? Group()
    {
        foreach (var each in marks.Where(m => m.Is(Role.Each, Role.By) && !m.IsUsed))
        {
            if (conditions.After(each) is not { Role: Role.Column, IsUsed: false } named || named.Start != each.End + (marks.Exists(m => m.Start == each.End && m.Role == Role.Plain) ? 1 : 0)) continue;
            if (!named.Columns[0].IsText)
            {
                // The largest by total.
                if (each.Role == Role.By && named.Columns[0].IsNumber) each.IsUsed = true;
                continue;
            }

            each.IsUsed = named.IsUsed = true;
            return named.Columns[0];
        }

        return null;
    }

    private void InTotal()
    {
        foreach (var total in Open(Role.InTotal).ToList()) total.IsUsed = true;
    }

    private bool SaysInTotal => marks.Exists(m => m.Role == Role.InTotal);

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

    /// <summary>Counting its cells is counting the rows in question.</summary>
    private bool IsEachRow(SheetColumn column) =>
        ColumnRoles.AreDifferent(table, [column], [.. Enumerable.Range(0, table.Cells.Count).Where(row => conditions.Found.All(c => c.Holds(table, row)))], needsAll: true);

    private TableQuery? Calculated(Mark of, SheetColumn? by)
    {
        of.IsUsed = true;
        if (marks.Exists(m => m.Role == Role.Which && m.Meaning is null && m.DateMeaning is null && m.Words != "whose")) return null;
        return Number(of) is { } column ? new TableQuery(CalculationOf(of), column, [], conditions.Found, by) : null;
    }

    private static Calculation CalculationOf(Mark mark) => mark.Role switch
    {
        Role.Sum => Calculation.Sum,
        Role.Average => Calculation.Average,
        Role.Median => Calculation.Median,
        Role.Most => Calculation.Largest,
        Role.Least => Calculation.Smallest,
        _ => Calculation.Count,
    };

    /// <summary>The one column of numbers that is named and has nothing to do yet; else the only one that there is.</summary>
    private SheetColumn? Number(Mark of)
    {
        var open = Open(Role.Column).Where(m => m.Columns[0].IsNumber).ToList();
        if (open.Select(m => m.Columns[0]).Distinct().Count() == 2 && open.Find(IsSumWord) is { } word) open.Remove(Using(word));
        if (open.Select(m => m.Columns[0]).Distinct().ToList() is [var one])
        {
            open.ForEach(m => m.IsUsed = true);
            return one;
        }

        if (open.Count > 0) return null;
        if (Open(Role.Deed).Where(d => d.Meaning is not null).ToList() is [var deed] && table.Columns.Where(c => c.IsNumber && deed.Meaning!.IsMatch(c.Name)).ToList() is [var done])
        {
            deed.IsUsed = true;
            return done;
        }

        // Sum of the amounts over 100: the condition has used it.
        if (marks.Find(m => m is { Role: Role.Column, IsUsed: true } && m.Columns[0].IsNumber && conditions.After(of) == m) is { } again) return again.Columns[0];
        // The total of all orders, whose column is called Total.
        if (of.Role == Role.Sum && table.Columns.Where(c => c.IsNumber && ColumnNames.WithoutUnit(c.Name).Equals("total", StringComparison.OrdinalIgnoreCase)).ToList() is [var totals]) return Only(totals);
        return ColumnRoles.Measures(table) is [var only] && marks.Exists(m => m.Role == Role.Noun || (m.Role == Role.Column && m.Columns[0].Index == 0) || (m.Role == Role.Each && of.Role is Role.Sum or Role.Average)) ? Only(only) : null;

        SheetColumn Only(SheetColumn column)
        {
            foreach (var mark in Open(Role.Column).Where(m => m.Columns[0].Index == 0)) mark.IsUsed = true;
            return column;
        }
    }

    private static Mark Using(Mark mark)
    {
        mark.IsUsed = true;
        return mark;
    }

    private static bool IsSumWord(Mark mark) => mark.Words is "total" or "totals" or "sum";

    private TableQuery? Ranked(Mark most, Mark? of, SheetColumn? by)
    {
        most.IsUsed = true;
        if (by is not null) return null;
        var rank = most.Role == Role.Most ? Calculation.Largest : Calculation.Smallest;
        var top = Top(most);
        var which = marks.FindAll(m => m.Role == Role.Which);
        var texts = Open(Role.Column).Where(m => !m.Columns[0].IsNumber && !m.Columns[0].IsDate).ToList();
        // The most articles: every row is one.
        if (most.Words is "most" or "fewest" or "最多" or "最少" && texts.Count == 2 && texts.Find(t => Follows(t, most)) is { } things && IsEachRow(things.Columns[0]) && !Open(Role.Column).Any(m => m.Columns[0].IsNumber))
        {
            things.IsUsed = true;
            texts.Remove(things);
            marks[marks.IndexOf(things)] = things with { Role = Role.Noun };
        }

        // The highest total sales: the column is called like the sum of it.
        if (of is null && Open(Role.Column).Where(m => m.Columns[0].IsNumber).ToList() is [var one, var other] && (IsSumWord(one) || IsSumWord(other)))
        {
            of = Using(IsSumWord(one) ? one : other) with { Role = Role.Sum };
        }

        if (of is not null || IsOfGroups(most, texts))
        {
            // The customer with the most orders; the region with the highest total.
            if (texts is not [var group] || (which.Count == 0 && !Follows(group, most) && group.Start > most.Start)) return null;
            group.IsUsed = true;
            if (of is null) return new TableQuery(Calculation.Count, null, [], conditions.Found, group.Columns[0], rank, top);
            of.IsUsed = true;
            if (of.Role == Role.HowMany) return Open(Role.Column).Any() ? null : new TableQuery(Calculation.Count, null, [], conditions.Found, group.Columns[0], rank, top);
            return Number(of) is { } summed ? new TableQuery(CalculationOf(of), summed, [], conditions.Found, group.Columns[0], rank, top) : null;
        }

        if (Target(most) is not { } target) return null;
        if ((target.IsDate || target == ColumnRoles.Year(table)) && most.Turns) rank = rank == Calculation.Largest ? Calculation.Smallest : Calculation.Largest;
        var shown = texts.Select(m => m.Columns[0]).Where(c => c != target).Distinct().ToList();
        if (shown.Count > 1) return null;
        var time = which.Find(m => m.DateMeaning is not null);
        if (time is not null && !target.IsDate) shown.AddRange(table.Columns.Where(c => c.IsDate).ToList() is [var day] ? [day] : []);
        if (time is not null && shown.Count == 0 && !target.IsDate) return null;
        var place = which.Find(m => m.Meaning is not null);
        if (place is not null) shown.AddRange(table.Columns.Where(c => place.Meaning!.IsMatch(c.Name)).ToList() is [var where] ? [where] : []);
        if (place is not null && shown.Count == 0) return null;
        var asksForRows = which.Exists(w => w.DateMeaning is null) || top > 1 || marks.Exists(m => m.Role == Role.Noun && Follows(m, most)) || (target.IsDate && time is null);
        // Which customer has the highest total: of an order, or of all of them together?
        if (shown is [var repeated] && (IsSumWord(marks.Find(m => m.Columns.Contains(target)) ?? most) || (ColumnRoles.IsQuantity(target) && most.Words is "most" or "fewest")) && !IsEachRow(repeated) && repeated.IsText)
        {
            if (top > 1 || !IsFirstEitherWay(repeated, target, rank)) return null;
            foreach (var text in texts) text.IsUsed = true;
            return new TableQuery(Calculation.Sum, target, [], conditions.Found, repeated, rank);
        }

        foreach (var text in texts) text.IsUsed = true;
        if (shown.Count == 0 && asksForRows) shown.AddRange(ColumnRoles.Naming(table, conditions.Found).Where(c => c != target));
        return new TableQuery(rank, target, shown, conditions.Found, Top: top);
    }

    /// <summary>"The most orders": of things that are counted, not of a number.</summary>
    private bool IsOfGroups(Mark most, List<Mark> texts) =>
        most.Words is "most" or "fewest" or "最多" or "最少" && texts.Count == 1 && !Open(Role.Column).Any(m => m.Columns[0].IsNumber) && marks.Exists(m => m.Role == Role.Noun) && most.Meaning is null;

    private bool Follows(Mark mark, Mark after) => mark.Start >= after.End && marks.Where(m => m.Start >= after.End && m.End <= mark.Start).All(m => m.Is(Role.Cell, Role.Number) || (m.Role == Role.Plain && m.Words is "的"));

    /// <summary>The group with the largest sum is that with the largest row too.</summary>
    private bool IsFirstEitherWay(SheetColumn group, SheetColumn target, Calculation rank)
    {
        var sign = rank == Calculation.Largest ? 1 : -1;
        var groups = Enumerable.Range(0, table.Cells.Count).Where(row => conditions.Found.All(c => c.Holds(table, row)) && table.Numbers[row][target.Index] is not null)
            .GroupBy(row => table.Cells[row][group.Index], row => sign * table.Numbers[row][target.Index]!.Value, StringComparer.OrdinalIgnoreCase).ToList();
        return groups.Count > 0 && groups.MaxBy(g => g.Sum()) is { } sum && groups.MaxBy(g => g.Max()) is { } row && sum == row && groups.Count(g => Math.Abs(g.Sum() - sum.Sum()) < 1e-9) == 1 && groups.Count(g => Math.Abs(g.Max() - row.Max()) < 1e-9) == 1;
    }

    private int Top(Mark most)
    {
        var number = Open(Role.Number).FirstOrDefault(n => n.Unit is null && (n.End == most.Start || n.Start == most.End || conditions.Before(n) is { Role: Role.Top } || conditions.After(n) is { Role: Role.Noun or Role.Column }) && n.Number is >= 1 and <= 1000 and var count && count == Math.Floor(count));
        if (number is null) return 1;
        number.IsUsed = true;
        foreach (var top in Open(Role.Top)) top.IsUsed = true;
        return (int)number.Number!.Value;
    }

    /// <summary>What is compared: the column that is named, that the word means, or the only one that there is.</summary>
    private SheetColumn? Target(Mark most)
    {
        if (most.DateMeaning is { } ofDays)
        {
            if (most.Meaning is { } ofAge && table.Columns.Where(c => c.IsNumber && ofAge.IsMatch(c.Name)).ToList() is [var age]) return age;
            if (most.Turns && ColumnRoles.Year(table) is { } year && !table.Columns.Any(c => c.IsDate && ofDays.IsMatch(c.Name))) return year;
            if (Open(Role.Column).Where(m => m.Columns[0].IsDate).ToList() is [var named]) return Using(named).Columns[0];
            var dates = table.Columns.Where(c => c.IsDate).ToList();
            foreach (var deed in Open(Role.Deed).Where(d => d.DateMeaning is not null).ToList())
                if (dates.FindAll(c => deed.DateMeaning!.IsMatch(c.Name)) is [var meant]) return Using(deed) is { } ? meant : null;
            return dates.FindAll(c => ofDays.IsMatch(c.Name)) is [var only] && (dates.Count == 1 || most.Turns) ? only : null;
        }

        if (most.Meaning is { } meaning)
        {
            if (Open(Role.Column).Where(m => m.Columns[0].IsNumber).ToList() is [var followed] && Follows(followed, most)) return Using(followed).Columns[0];
            if (Open(Role.Column).Where(m => m.Columns[0].IsNumber && meaning.IsMatch(m.Columns[0].Name)).ToList() is [var said]) return Using(said).Columns[0];
            return table.Columns.Where(c => c.IsNumber && meaning.IsMatch(c.Name)).ToList() is [var column] ? column : null;
        }

        return Number(most) is { } number ? number : Open(Role.Column).Any(m => m.Columns[0].IsNumber) ? null : Money();

        // The largest invoice is the one with the largest amount.
        SheetColumn? Money() => marks.Exists(m => m.Is(Role.Noun, Role.Column) && Follows(m, most)) && ColumnRoles.Measures(table).FindAll(ColumnRoles.IsMoney) is [var money] ? money : null;
    }

    private TableQuery? Span(Mark span, Mark one, Mark other)
    {
        span.IsUsed = one.IsUsed = other.IsUsed = true;
        foreach (var and in Open(Role.And)) and.IsUsed = true;
        return Number(other) is { } column ? new TableQuery(Calculation.Span, column, [], conditions.Found) : null;
    }

    private TableQuery? Share(Mark share, Mark? sum)
    {
        share.IsUsed = true;
        if (sum is not null) sum.IsUsed = true;
        var open = Open(Role.Column).Where(m => m.Columns[0].IsNumber).ToList();
        if (open.Count > 1 || conditions.Found.Count == 0) return null;
        open.ForEach(m => m.IsUsed = true);
        if (sum is not null && open.Count == 0) return null;
        // "Of the orders in the North, were cancelled": what comes after the verb is the part.
        var verb = marks.Find(m => m.Start >= share.End && m.Role == Role.Plain && PlainWords.IsAuxiliary(m.Words) && m.Words is not ("that" or "which" or "who"));
        var part = conditions.Found.Where(c => conditions.Found.Count == 1 || (verb is not null && conditions.PlaceOf(c) > verb.Start)).ToList();
        if (part.Count == 0 || part.Count > 1 && part.Select(c => c.Column).Distinct().Count() > 1) return null;
        return new TableQuery(Calculation.Share, open.Count == 1 ? open[0].Columns[0] : null, [], [.. conditions.Found.Except(part)], Part: part);
    }

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
        var isList = asks.Exists(a => a.Role == Role.Which && a.DateMeaning is null && a.Meaning is null) || marks.Exists(m => m.Role == Role.Noun && conditions.Before(m) is { Role: Role.What }) || marks.Exists(m => m.Is(Role.What) && m.Words is "list" or "show" or "name" or "列出");
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

    private bool IsOneRow() => conditions.Found.Count > 0 && Enumerable.Range(0, table.Cells.Count).Count(row => conditions.Found.All(c => c.Holds(table, row))) == 1;
}
