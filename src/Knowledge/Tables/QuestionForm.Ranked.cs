namespace Onebox.Knowledge.Tables;

/// <content>The largest and the smallest, the first and the last.</content>
internal sealed partial class QuestionForm
{
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
        var number = Open(Role.Number).FirstOrDefault(n => n.Unit is null && (n.End == most.Start || n.Start == most.End || marks.Before(n) is { Role: Role.Top } || marks.After(n) is { Role: Role.Noun or Role.Column }) && n.Number is >= 1 and <= 1000 and var count && count == Math.Floor(count));
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
}
