namespace Onebox.Knowledge.Tables;

/// <summary>Which column a number or a day of a question belongs to. The marks that tell are used.</summary>
internal sealed class ColumnsMeant(SheetTable table, List<Mark> marks)
{
    /// <summary>The column of numbers that a comparison is about: named before or after it, meant by a verb, by the unit, or the only one there is.</summary>
    public SheetColumn? ForNumber(Mark compare, Mark value, string? unit)
    {
        var meaning = compare.Meaning;
        // Years are held against years.
        if (value.Unit is null && value.Number is >= 1900 and <= 2100 && (compare.DateMeaning is not null || (compare.Meaning is null && value == compare)) && ColumnRoles.Year(table) is { } years)
        {
            foreach (var built in marks.Where(m => m.Role == Role.Deed && m.Meaning is { } meant && meant.IsMatch(years.Name))) built.IsUsed = true;
            foreach (var said in marks.Where(m => m.Role == Role.Column && m.Columns[0] == years)) said.IsUsed = true;
            return years;
        }

        var before = marks.Before(compare);
        if (before is { Role: Role.Not }) before = marks.Before(before);
        if (before is { Role: Role.Column } ahead && ahead.Columns[0].IsNumber) return Fitting(ahead);
        if (marks.After(value) is { Role: Role.Column } behind && behind.Columns[0].IsNumber) return Fitting(behind);
        if (before is { Role: Role.Deed, Meaning: { } deed })
        {
            before.IsUsed = true;
            meaning ??= deed;
        }

        if (meaning is not null) return table.Columns.Where(c => c.IsNumber && meaning.IsMatch(c.Name)).ToList() is [var meant] && Numbers.Fits(unit, meant) ? meant : null;
        if (marks.FindAll(m => m is { Role: Role.Column, IsUsed: false } && m.Columns[0].IsNumber) is { Count: > 0 } named) return named is [var one] && before == one ? Fitting(one) : null;
        var measures = ColumnRoles.Measures(table);
        if (unit is not null && measures.FindAll(c => Numbers.Unit(c) == unit) is [var same]) return same;
        return measures is [var only] && Numbers.Fits(unit, only) && (unit is not null || compare.Role == Role.Compare) ? only : null;

        SheetColumn? Fitting(Mark mark)
        {
            if (!Numbers.Fits(unit, mark.Columns[0])) return null;
            mark.IsUsed = true;
            return mark.Columns[0];
        }
    }

    /// <summary>The column of dates that is meant: named, meant by a verb, or the only one.</summary>
    public SheetColumn? ForDays(Mark at)
    {
        var dates = table.Columns.Where(c => c.IsDate).ToList();
        if (marks.FindAll(m => m.Role == Role.Column && m.Columns[0].IsDate && m.End <= at.Start) is [.., var named] && (marks.Before(at) == named || dates.Count == 1 || !named.IsUsed || marks.Count(m => m.Role == Role.Column && m.Columns[0].IsDate) == 1))
        {
            named.IsUsed = true;
            return named.Columns[0];
        }

        foreach (var deed in marks.FindAll(m => m is { Role: Role.Deed, DateMeaning: not null }).OrderBy(m => Math.Abs(m.Start - at.Start)))
        {
            if (dates.FindAll(c => deed.DateMeaning!.IsMatch(c.Name)) is not [var meant]) continue;
            deed.IsUsed = true;
            return meant;
        }

        var nouns = marks.Where(m => m.Role == Role.Noun).Select(m => m.Words).Concat(table.Columns[0].IsDate ? [] : ColumnPhrases.Words(table.Columns[0].Name)).ToHashSet(StringComparer.Ordinal);
        return dates is [var only] && ColumnRoles.IsDayOfRow(only, nouns) ? only : null;
    }

    /// <summary>A month without a year is that of the only year there is.</summary>
    public Period? Dated(Period period, SheetColumn column)
    {
        if (!period.LacksYear) return period;
        if (table.Days(column).OfType<DateTime>().Select(d => d.Year).Distinct().Take(2).ToList() is not [var year]) return null;
        var years = year - period.From.Year;
        return new Period(period.From.AddYears(years), period.To.AddYears(years));
    }

    /// <summary>The column of numbers that tells the rows apart, where this names it: order 1012.</summary>
    public SheetColumn? KeyOf(Mark mark) => table.Columns[0].IsNumber && ColumnRoles.IsKey(table, table.Columns[0]) && (mark.Role == Role.Noun || mark.Columns[0].Index == 0) ? table.Columns[0] : null;

    /// <summary>Whether a row has this number.</summary>
    public bool Holds(SheetColumn column, double number) => table.Numbers.Exists(row => row[column.Index] is { } value && value.Equals(number));

    /// <summary>Not of a column that has years alone, unless one of days is named.</summary>
    public bool IsOfDays(Mark value) => value.Number is null || ColumnRoles.Year(table) is null || marks.Exists(m => m.Role == Role.Column && m.Columns[0].IsDate);
}
