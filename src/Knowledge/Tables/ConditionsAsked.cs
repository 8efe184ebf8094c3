namespace Onebox.Knowledge.Tables;

/// <summary>What must be true of the rows that a question is about. What it makes of marks is used; where a mark may be read in two ways, nothing is.</summary>
internal sealed class ConditionsAsked(SheetTable table, List<Mark> marks)
{
    private readonly List<Condition> _conditions = [];
    private readonly Dictionary<Condition, int> _places = [];

    public IReadOnlyList<Condition> Found => _conditions;

    /// <summary>Where in the question it stands.</summary>
    public int PlaceOf(Condition condition) => _places[condition];

    /// <returns>False when the question cannot be understood for certain.</returns>
    public bool Read() => Cells() && Ranges() && Comparisons() && Bounds() && Days() && Plain() && _conditions.TrueForAll(c => !c.Column.HasUnread);

    public Mark? After(Mark mark) => marks.Find(m => m.Start >= mark.End && m.Role != Role.Plain);

    public Mark? Before(Mark mark) => marks.FindLast(m => m.End <= mark.Start && m.Role != Role.Plain);

    private void Add(Mark at, Condition condition)
    {
        _conditions.Add(condition);
        _places[condition] = at.Start;
        at.IsUsed = true;
        // "The Seating category", "in the city of York".
        foreach (var beside in new[] { Before(at), After(at) })
            if (beside is { Role: Role.Column } named && named.Columns.Contains(condition.Column) && condition.Column.IsText) named.IsUsed = true;
    }

    /// <summary>Cells, one or several of a column, or none of them.</summary>
    private bool Cells()
    {
        var cells = marks.FindAll(m => m.Role == Role.Cell);
        for (var i = 0; i < cells.Count;)
        {
            if (Meant(cells[i]) is not { } first) return false;
            var (run, texts) = (i + 1, new List<string> { first.Value });
            // Red or black; red, black and white.
            while (run < cells.Count && Joins(cells[run - 1], cells[run]) && Meant(cells[run], first.Column) is { } next)
            {
                texts.Add(next.Value);
                run++;
            }

            if (_conditions.Exists(c => c.Column == first.Column) || !Joined(cells[i], cells[run - 1], texts.Count)) return false;
            var condition = new Condition(first.Column, Denied(cells[i]) ? Test.IsNot : Test.Is, texts);
            for (var at = i; at < run; at++) cells[at].IsUsed = true;
            Add(cells[i], condition);
            if (run - 1 > i) Add(cells[run - 1], condition, again: true);
            i = run;
        }

        return true;
    }

    private void Add(Mark at, Condition condition, bool again)
    {
        _conditions.Remove(condition);
        Add(at, condition);
    }

    /// <summary>The one column whose cell is meant, by its name beside it or because all the rows are the same.</summary>
    private (SheetColumn Column, string Value)? Meant(Mark cell, SheetColumn? column = null)
    {
        // No and yes say nothing without their column.
        var cells = cell.Cells.Where(c => Flags.Of(c.Value) is null || marks.Exists(m => m.Role == Role.Column && m.Columns.Contains(c.Column))).DistinctBy(c => c.Column).ToList();
        if (cells.Count == 0) return null;
        if (column is not null) return cells.Find(c => c.Column == column) is { Value: not null } same ? same : null;
        if (cells.Count == 1) return cell.Cells.Count == 1 ? cells[0] : null;
        if (cells.FindAll(c => marks.Exists(m => m.Role == Role.Column && m.Columns.Contains(c.Column))) is [var named]) return named;
        return cells.TrueForAll(c => Rows(c).SequenceEqual(Rows(cells[0]))) ? cells[0] : null;
    }

    private IEnumerable<int> Rows((SheetColumn Column, string Value) cell) =>
        Enumerable.Range(0, table.Cells.Count).Where(i => cell.Value.Equals(table.Cells[i][cell.Column.Index], StringComparison.OrdinalIgnoreCase));

    /// <summary>Nothing stands between them but and, or, or an article.</summary>
    private bool Joins(Mark one, Mark two) => marks.Where(m => m.Start >= one.End && m.End <= two.Start).All(m => m.Is(Role.And, Role.Or) || (m.Role == Role.Plain && m.Words is "the" or "in" or "a" or "from"));

    /// <summary>Several cells of one column are one or the other where an and or an or says so.</summary>
    private bool Joined(Mark first, Mark last, int count)
    {
        var between = marks.FindAll(m => m.Start >= first.End && m.End <= last.Start && m.Is(Role.And, Role.Or));
        between.ForEach(m => m.IsUsed = true);
        if (count == 1) return true;
        // "Are red and black": nothing is both.
        var verb = marks.Find(m => m.End == first.Start);
        return between.Exists(m => m.Role == Role.Or) || (between.Count > 0 && (verb is null || !PlainWords.IsAuxiliary(verb.Words)));
    }

    /// <summary>"Is not red", "except red".</summary>
    private bool Denied(Mark mark)
    {
        var before = Before(mark);
        // "Whose status is not": the column may stand between.
        if (before is not { Role: Role.Not or Role.Except }) return false;
        if (before.Role == Role.Not && before.Count == 1 && before.Words == "not" && marks.Find(m => m.End == before.Start) is not { Role: Role.Plain or Role.Cell or Role.Which } && !IsAfterAuxiliary(before)) return false;
        if (before.Role == Role.Not && before.Words == "not" && !IsAfterAuxiliary(before)) return false;
        before.IsUsed = true;
        return true;
    }

    private bool IsAfterAuxiliary(Mark not) => marks.Find(m => m.End == not.Start) is { } previous && PlainWords.IsAuxiliary(previous.Words);

    /// <summary>Between two numbers or days.</summary>
    private bool Ranges()
    {
        foreach (var between in marks.FindAll(m => m.Role == Role.Between))
        {
            var from = After(between);
            var to = from is null ? null : After(from);
            if (to is { Role: Role.And or Role.Compare } and)
            {
                var next = After(and);
                if (from!.Is(Role.Number, Role.Days) && next is { Role: Role.Number or Role.Days } && (and.Role == Role.And || and.Words is "until" or "till" or "up to")) (to, and.IsUsed) = (next, true);
            }

            if (from is not { Role: Role.Number or Role.Days } || to is not { Role: Role.Number or Role.Days } || (between.Words == "from" && from.IsUsed))
            {
                if (between.Words == "from")
                {
                    // "From Acme", "from 2023".
                    between.IsUsed = true;
                    continue;
                }

                return false;
            }

            if (ForDays(between) is { } days && from.Role == Role.Days && to.Role == Role.Days && ColumnFor(between, to, from.Unit) is not { IsNumber: true })
            {
                var (start, end) = (from.Days!, to.Days!);
                // From May to June 2024.
                if (start.LacksYear && !end.LacksYear) start = start with { From = start.From.AddYears(end.From.Year - start.From.Year), LacksYear = false };
                if (Dated(start, days) is not { } first || Dated(end, days) is not { } last || last.To <= first.From) return false;
                Add(from, new Condition(days, Test.AtLeast, first.From));
                Add(to, new Condition(days, Test.Less, last.To));
            }
            else
            {
                if (ColumnFor(between, to, to.Unit ?? from.Unit) is not { } column || from.Number is not { } low || to.Number is not { } high || high < low) return false;
                Add(from, new Condition(column, Test.AtLeast, low));
                Add(to, new Condition(column, Test.AtMost, high));
            }

            between.IsUsed = true;
        }

        return true;
    }

    private bool Comparisons()
    {
        foreach (var compare in marks.FindAll(m => m.Role == Role.Compare && !m.IsUsed))
        {
            var value = After(compare);
            if (value is not { Role: Role.Number or Role.Days } || value.IsUsed) return false;
            var test = compare.Test;
            if (Before(compare) is { Role: Role.Not } not && IsAfterAuxiliary(not))
            {
                test = test switch { Test.More => Test.AtMost, Test.Less => Test.AtLeast, Test.AtLeast => Test.Less, Test.AtMost => Test.More, _ => Test.IsNot };
                not.IsUsed = true;
            }

            var isTime = compare.DateMeaning is not null;
            if (value.Role == Role.Days && (isTime || value.Number is null) && IsOfDays(value) && ForDays(compare) is { } days)
            {
                if (Dated(value.Days!, days) is not { } period) return false;
                Add(value, test switch
                {
                    Test.More => new Condition(days, Test.AtLeast, period.To),
                    Test.AtMost => new Condition(days, Test.Less, period.To),
                    _ => new Condition(days, test, period.From),
                });
            }
            else
            {
                if (value.Number is not { } number || ColumnFor(compare, value, value.Unit) is not { } column || (isTime && column != ColumnRoles.Year(table))) return false;
                Add(value, new Condition(column, test, number));
            }

            compare.IsUsed = true;
        }

        return true;
    }

    /// <summary>2020 or later, 400以上.</summary>
    private bool Bounds()
    {
        foreach (var bound in marks.FindAll(m => m.Is(Role.OrMore, Role.OrLess)))
        {
            if (marks.Find(m => m.End == bound.Start) is not { Role: Role.Number or Role.Days, IsUsed: false } value) return false;
            var isMore = bound.Role == Role.OrMore;
            if (value.Role == Role.Days && IsOfDays(value) && ForDays(value) is { } days)
            {
                if (Dated(value.Days!, days) is not { } period) return false;
                Add(value, isMore ? new Condition(days, Test.AtLeast, period.From) : new Condition(days, Test.Less, period.To));
            }
            else
            {
                if (value.Number is not { } number || ColumnFor(value, value, value.Unit) is not { } column) return false;
                Add(value, new Condition(column, isMore ? Test.AtLeast : Test.AtMost, number));
            }

            bound.IsUsed = true;
        }

        return true;
    }

    /// <summary>Not of a column that has years alone, unless one of days is named.</summary>
    private bool IsOfDays(Mark value) => value.Number is null || ColumnRoles.Year(table) is null || marks.Exists(m => m.Role == Role.Column && m.Columns[0].IsDate);

    /// <summary>In 2024, on 31 May.</summary>
    private bool Days()
    {
        foreach (var mark in marks.FindAll(m => m.Role == Role.Days && !m.IsUsed))
        {
            var before = Before(mark);
            if (mark.Number is { } year && before is { Role: Role.Column or Role.Noun } && before.End == mark.Start)
            {
                if (before.Role == Role.Column && before.Columns[0].IsNumber)
                {
                    Add(mark, new Condition(before.Columns[0], Test.Is, year));
                    before.IsUsed = true;
                    continue;
                }

                if (KeyOf(before) is { } key && Holds(key, year))
                {
                    Add(mark, new Condition(key, Test.Is, year));
                    before.IsUsed = true;
                    continue;
                }
            }

            if (!IsOfDays(mark))
            {
                Add(mark, new Condition(ColumnRoles.Year(table)!, Test.Is, mark.Number!.Value));
                continue;
            }

            if (ForDays(mark) is not { } days || Dated(mark.Days!, days) is not { } period) return false;
            var isDenied = Denied(mark);
            if (isDenied) return false;
            Add(mark, new Condition(days, Test.AtLeast, period.From));
            Add(mark, new Condition(days, Test.Less, period.To));
        }

        return true;
    }

    /// <summary>Numbers that stand alone, flags, empty cells, parts of cells, what is out of stock.</summary>
    private bool Plain()
    {
        foreach (var mark in marks.FindAll(m => !m.IsUsed))
        {
            var (before, after) = (Before(mark), After(mark));
            switch (mark.Role)
            {
                case Role.Number when IsPlaces(mark):
                    break;
                case Role.Number:
                    if (before is { Role: Role.Column } named && named.Columns[0].IsNumber && Numbers.Fits(mark.Unit, named.Columns[0]) && IsSaidOf(named, mark)) Equal(named, named.Columns[0], mark);
                    else if (before is { Role: Role.Noun or Role.Column } && KeyOf(before) is { } key && before.End == mark.Start && Holds(key, mark.Number!.Value)) Equal(before, key, mark);
                    else if (marks.Find(m => m.End == mark.Start) is { Role: Role.Plain, Words: "in" or "for" or "of" } && table.Columns.Where(c => c.IsNumber && c.Name.Equals("year", StringComparison.OrdinalIgnoreCase)).ToList() is [var year]) Equal(mark, year, mark);
                    else return false;
                    break;
                case Role.Column when mark.Columns[0].IsFlag && mark.Weight >= 8 && before is not { Role: Role.Each or Role.By } && !IsTold(mark):
                    var denied = before is { Role: Role.Not } not && IsAfterAuxiliary(not);
                    if (denied) before!.IsUsed = true;
                    AddFlag(mark, !denied);
                    break;
                case Role.Missing:
                    var column = after is { Role: Role.Column } behind && behind.Start == mark.End ? behind : before is { Role: Role.Column } ahead && mark.Words is "missing" or "empty" or "blank" or "为空" ? before : null;
                    if (column is null || column.Columns[0].HasUnread) return false;
                    if (column.Columns[0].IsFlag) AddFlag(mark, says: false);
                    else Add(mark, new Condition(column.Columns[0], Test.Missing, []));
                    column.IsUsed = true;
                    break;
                case Role.Contains or Role.Begins:
                    if (after is not { Role: Role.Text } || TextColumn(mark) is not { } of) return false;
                    Add(mark, new Condition(of, mark.Role == Role.Contains ? Test.Contains : Test.Begins, [after.Words]));
                    after.IsUsed = true;
                    break;
                case Role.OutOfStock:
                    if (table.Columns.Where(ColumnRoles.IsStock).ToList() is not [var stock]) return false;
                    Add(mark, new Condition(stock, Test.Is, 0));
                    break;
            }
        }

        return Unflagged();

        void Equal(Mark of, SheetColumn column, Mark number)
        {
            Add(number, new Condition(column, Before(number) is { Role: Role.Not } ? Test.IsNot : Test.Is, number.Number!.Value));
            of.IsUsed = true;
        }
    }

    /// <summary>"Grade 5", "the grade is 5", "with a grade of 5"; not "the average price of 5 lamps".</summary>
    private bool IsSaidOf(Mark named, Mark number)
    {
        var between = marks.FindAll(m => m.Start >= named.End && m.End <= number.Start);
        if (Before(named) is { Role: Role.Sum or Role.Average or Role.Median or Role.Most or Role.Least }) return false;
        if (!between.TrueForAll(m => m.Words is "is" or "are" or "was" or "were" or "of" or "是" or "为" || m.Role == Role.Not)) return false;
        return !between.Exists(m => m.Words == "of") || (After(number) is null or { Role: Role.And or Role.Or } && Before(named) is not { Role: Role.What or Role.Which or Role.HowMuch });
    }

    /// <summary>How many of the first are asked for: the three largest, the two rooms with the highest price.</summary>
    private bool IsPlaces(Mark number)
    {
        var (before, after) = (Before(number), After(number));
        if (after is { Role: Role.Most or Role.Least } || before is { Role: Role.Top or Role.Most or Role.Least }) return true;
        return number.Number <= 100 && after is { Role: Role.Noun or Role.Column } rows && rows.Start == number.End && !rows.Columns.Any(c => c.IsNumber) && before is null or { Role: Role.Which or Role.What } && marks.Exists(m => m.Start >= rows.End && m.Is(Role.Most, Role.Least));
    }

    /// <summary>"Unpaid" is not paid.</summary>
    private bool Unflagged()
    {
        foreach (var mark in marks.FindAll(m => m is { Role: Role.Column, IsUsed: true } && m.Words.StartsWith("un", StringComparison.Ordinal)))
            if (mark.Columns[0].IsFlag && !ColumnPhrases.Words(mark.Columns[0].Name).Contains(mark.Words))
            {
                var at = _conditions.FindIndex(c => c.Column == mark.Columns[0]);
                if (at < 0) return false;
                var place = _places[_conditions[at]];
                _conditions[at] = _conditions[at] with { Texts = Texts(mark.Columns[0], false) };
                _places[_conditions[at]] = place;
            }

        return true;
    }

    private void AddFlag(Mark mark, bool says) => Add(mark, new Condition(mark.Columns[0], Test.Is, Texts(mark.Columns[0], says)));

    private List<string> Texts(SheetColumn flag, bool says) =>
        [.. table.Cells.Select(row => row[flag.Index]).OfType<string>().Where(t => Flags.Of(t) == says).Distinct(StringComparer.OrdinalIgnoreCase).DefaultIfEmpty(says ? "yes" : "no")];

    /// <summary>The flag's value is asked for: "is it paid" of one row.</summary>
    private bool IsTold(Mark mark) => Before(mark) is { Role: Role.What or Role.Which } what && marks.Find(m => m.Start == what.End) is { Role: Role.Plain };

    private SheetColumn? TextColumn(Mark mark) => Before(mark) is { Role: Role.Column } named && named.Columns[0].IsText ? Use(named) : null;

    private static SheetColumn Use(Mark named)
    {
        named.IsUsed = true;
        return named.Columns[0];
    }

    /// <summary>The column of numbers that a comparison is about: named before or after it, meant by a verb, by the unit, or the only one there is.</summary>
    private SheetColumn? ColumnFor(Mark compare, Mark value, string? unit)
    {
        var meaning = compare.Meaning;
        // Years are held against years.
        if (value.Unit is null && value.Number is >= 1900 and <= 2100 && (compare.DateMeaning is not null || (compare.Meaning is null && value == compare)) && ColumnRoles.Year(table) is { } years)
        {
            foreach (var built in marks.Where(m => m.Role == Role.Deed && m.Meaning is { } meant && meant.IsMatch(years.Name))) built.IsUsed = true;
            foreach (var said in marks.Where(m => m.Role == Role.Column && m.Columns[0] == years)) said.IsUsed = true;
            return years;
        }

        var before = Before(compare);
        if (before is { Role: Role.Not }) before = Before(before);
        if (before is { Role: Role.Column } ahead && ahead.Columns[0].IsNumber) return Fitting(ahead);
        if (After(value) is { Role: Role.Column } behind && behind.Columns[0].IsNumber) return Fitting(behind);
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
    private SheetColumn? ForDays(Mark at)
    {
        var dates = table.Columns.Where(c => c.IsDate).ToList();
        if (marks.FindAll(m => m.Role == Role.Column && m.Columns[0].IsDate && m.End <= at.Start) is [.., var named] && (Before(at) == named || dates.Count == 1 || !named.IsUsed || marks.Count(m => m.Role == Role.Column && m.Columns[0].IsDate) == 1))
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
    private Period? Dated(Period period, SheetColumn column)
    {
        if (!period.LacksYear) return period;
        if (table.Days(column).OfType<DateTime>().Select(d => d.Year).Distinct().Take(2).ToList() is not [var year]) return null;
        var years = year - period.From.Year;
        return new Period(period.From.AddYears(years), period.To.AddYears(years));
    }

    private SheetColumn? KeyOf(Mark mark) => table.Columns[0].IsNumber && ColumnRoles.IsKey(table, table.Columns[0]) && (mark.Role == Role.Noun || mark.Columns[0].Index == 0) ? table.Columns[0] : null;

    private bool Holds(SheetColumn column, double number) => table.Numbers.Exists(row => row[column.Index] is { } value && value.Equals(number));
}
