namespace Onebox.Knowledge.Tables;

/// <summary>What must be true of the rows that a question is about. What it makes of marks is used; where a mark may be read in two ways, nothing is.</summary>
internal sealed partial class ConditionsAsked(SheetTable table, List<Mark> marks)
{
    private readonly List<Condition> _conditions = [];
    private readonly Dictionary<Condition, int> _places = [];

    public IReadOnlyList<Condition> Found => _conditions;

    private ColumnsMeant Columns => new(table, marks);

    /// <summary>Where in the question it stands.</summary>
    public int PlaceOf(Condition condition) => _places[condition];

    /// <returns>False when the question cannot be understood for certain.</returns>
    public bool Read() => Cells() && Ranges() && Comparisons() && Bounds() && Days() && Plain() && _conditions.TrueForAll(c => !c.Column.HasUnread);

    private void Add(Mark at, Condition condition)
    {
        _conditions.Add(condition);
        _places[condition] = at.Start;
        at.IsUsed = true;
        // "The Seating category", "in the city of York".
        foreach (var beside in new[] { marks.Before(at), marks.After(at) })
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
        var before = marks.Before(mark);
        if (before is not { Role: Role.Not or Role.Except }) return false;
        if (before.Role == Role.Not && before.Words == "not" && !IsAfterAuxiliary(before)) return false;
        before.IsUsed = true;
        return true;
    }

    private bool IsAfterAuxiliary(Mark not) => marks.Find(m => m.End == not.Start) is { } previous && PlainWords.IsAuxiliary(previous.Words);

    /// <summary>Numbers that stand alone, flags, empty cells, parts of cells, what is out of stock.</summary>
    private bool Plain()
    {
        foreach (var mark in marks.FindAll(m => !m.IsUsed))
        {
            var (before, after) = (marks.Before(mark), marks.After(mark));
            switch (mark.Role)
            {
                case Role.Number when IsPlaces(mark):
                    break;
                case Role.Number:
                    if (before is { Role: Role.Column } named && named.Columns[0].IsNumber && Numbers.Fits(mark.Unit, named.Columns[0]) && IsSaidOf(named, mark)) Equal(named, named.Columns[0], mark);
                    else if (before is { Role: Role.Noun or Role.Column } && Columns.KeyOf(before) is { } key && before.End == mark.Start && Columns.Holds(key, mark.Number!.Value)) Equal(before, key, mark);
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
                    else if (ColumnRoles.IsQuantity(column.Columns[0]) || ColumnRoles.IsStock(column.Columns[0])) Add(mark, new Condition(column.Columns[0], Test.Is, 0));
                    else if (column.Columns[0].IsNumber && Columns.Holds(column.Columns[0], 0)) return false;
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
            Add(number, new Condition(column, marks.Before(number) is { Role: Role.Not } ? Test.IsNot : Test.Is, number.Number!.Value));
            of.IsUsed = true;
        }
    }

    /// <summary>"Grade 5", "the grade is 5", "with a grade of 5"; not "the average price of 5 lamps".</summary>
    private bool IsSaidOf(Mark named, Mark number)
    {
        var between = marks.FindAll(m => m.Start >= named.End && m.End <= number.Start);
        if (marks.Before(named) is { Role: Role.Sum or Role.Average or Role.Median or Role.Most or Role.Least }) return false;
        if (!between.TrueForAll(m => m.Words is "is" or "are" or "was" or "were" or "of" or "是" or "为" || m.Role == Role.Not)) return false;
        return !between.Exists(m => m.Words == "of") || (marks.After(number) is null or { Role: Role.And or Role.Or } && marks.Before(named) is not { Role: Role.What or Role.Which or Role.HowMuch });
    }

    /// <summary>How many of the first are asked for: the three largest, the two rooms with the highest price.</summary>
    private bool IsPlaces(Mark number)
    {
        var (before, after) = (marks.Before(number), marks.After(number));
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
    private bool IsTold(Mark mark) => marks.Before(mark) is { Role: Role.What or Role.Which } what && marks.Find(m => m.Start == what.End) is { Role: Role.Plain };

    private SheetColumn? TextColumn(Mark mark) => marks.Before(mark) is { Role: Role.Column } named && named.Columns[0].IsText ? Use(named) : null;

    private static SheetColumn Use(Mark named)
    {
        named.IsUsed = true;
        return named.Columns[0];
    }
}
