namespace Onebox.Knowledge.Tables;

/// <summary>What is to be calculated or told of the rows for which the conditions hold. Every mark has to have done something in the end.</summary>
internal sealed partial class QuestionForm(SheetTable table, List<Mark> marks, ConditionsAsked conditions)
{
    private static readonly Role[] Calculating = [Role.HowMany, Role.Sum, Role.Average, Role.Median, Role.Most, Role.Least, Role.Share, Role.Span];

    public TableQuery? Read()
    {
        Deeds();
        var by = Group();
        if (by is null && marks.Exists(m => m is { Role: Role.Each, IsUsed: false })) return null;
        foreach (var total in Open(Role.InTotal).ToList()) total.IsUsed = true;
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
            if (marks.After(by) is { Role: Role.Cell or Role.Noun }) by.IsUsed = true;
        // Of one department and of one city: both are to hold.
        foreach (var and in Open(Role.And))
        {
            if (marks.Before(and) is not { Role: Role.Cell or Role.Number or Role.Days } || marks.After(and) is not { } after) continue;
            and.IsUsed = after.Is(Role.Deed, Role.Compare) || (after.Is(Role.Cell, Role.Days) && marks.Exists(m => m.Start >= and.End && m.End <= after.Start && PlainWords.IsVerb(m.Words)));
        }

        return marks.TrueForAll(m => m.IsUsed);
    }

    /// <summary>Verbs that say no more than the table does: orders are placed, and sold is what an order is of.</summary>
    private void Deeds()
    {
        foreach (var deed in Open(Role.Deed).Where(d => d.DateMeaning is not null))
        {
            var names = table.Columns.Select(c => c.Name).Append(table.Name ?? "").Append(table.Heading ?? "");
            var isEvent = deed.Words is "sold" or "ordered" or "bought" or "purchased" or "placed" or "issued" or "billed" or "invoiced" or "made" or "taken" or "recorded" or "measured" or "logged" or "registered" or "entered" or "created" or "received" or "reported";
            if (isEvent && names.Concat(marks.Where(m => m.Role == Role.Noun).Select(m => m.Words)).Any(n => deed.DateMeaning!.IsMatch(n))) deed.IsUsed = true;
        }
    }

    /// <summary>"Per region", "by customer", "for each".</summary>
    private SheetColumn? Group()
    {
        foreach (var each in marks.Where(m => m.Is(Role.Each, Role.By) && !m.IsUsed))
        {
            if (marks.After(each) is not { Role: Role.Column, IsUsed: false } named || named.Start != each.End + (marks.Exists(m => m.Start == each.End && m.Role == Role.Plain) ? 1 : 0)) continue;
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

    private bool SaysInTotal => marks.Exists(m => m.Role == Role.InTotal);

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
        if (marks.Find(m => m is { Role: Role.Column, IsUsed: true } && m.Columns[0].IsNumber && marks.After(of) == m) is { } again) return again.Columns[0];
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

    private bool IsOneRow() => conditions.Found.Count > 0 && Enumerable.Range(0, table.Cells.Count).Count(row => conditions.Found.All(c => c.Holds(table, row))) == 1;
}
