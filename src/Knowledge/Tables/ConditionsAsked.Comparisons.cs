namespace Onebox.Knowledge.Tables;

/// <content>Numbers and days that rows are held against.</content>
internal sealed partial class ConditionsAsked
{
    /// <summary>Between two numbers or days.</summary>
    private bool Ranges()
    {
        foreach (var between in marks.FindAll(m => m.Role == Role.Between))
        {
            var from = marks.After(between);
            var to = from is null ? null : marks.After(from);
            if (to is { Role: Role.And or Role.Compare } and)
            {
                var next = marks.After(and);
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

            if (Columns.ForDays(between) is { } days && from.Role == Role.Days && to.Role == Role.Days && Columns.ForNumber(between, to, from.Unit) is not { IsNumber: true })
            {
                var (start, end) = (from.Days!, to.Days!);
                // From May to June 2024.
                if (start.LacksYear && !end.LacksYear) start = start with { From = start.From.AddYears(end.From.Year - start.From.Year), LacksYear = false };
                if (Columns.Dated(start, days) is not { } first || Columns.Dated(end, days) is not { } last || last.To <= first.From) return false;
                Add(from, new Condition(days, Test.AtLeast, first.From));
                Add(to, new Condition(days, Test.Less, last.To));
            }
            else
            {
                if (Columns.ForNumber(between, to, to.Unit ?? from.Unit) is not { } column || from.Number is not { } low || to.Number is not { } high || high < low) return false;
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
            var value = marks.After(compare);
            if (value is not { Role: Role.Number or Role.Days } || value.IsUsed) return false;
            var test = compare.Test;
            if (marks.Before(compare) is { Role: Role.Not } not && IsAfterAuxiliary(not))
            {
                test = test switch { Test.More => Test.AtMost, Test.Less => Test.AtLeast, Test.AtLeast => Test.Less, Test.AtMost => Test.More, _ => Test.IsNot };
                not.IsUsed = true;
            }

            var isTime = compare.DateMeaning is not null;
            if (value.Role == Role.Days && (isTime || value.Number is null) && Columns.IsOfDays(value) && Columns.ForDays(compare) is { } days)
            {
                if (Columns.Dated(value.Days!, days) is not { } period) return false;
                Add(value, test switch
                {
                    Test.More => new Condition(days, Test.AtLeast, period.To),
                    Test.AtMost => new Condition(days, Test.Less, period.To),
                    _ => new Condition(days, test, period.From),
                });
            }
            else
            {
                if (value.Number is not { } number || Columns.ForNumber(compare, value, value.Unit) is not { } column || (isTime && column != ColumnRoles.Year(table))) return false;
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
            if (value.Role == Role.Days && Columns.IsOfDays(value) && Columns.ForDays(value) is { } days)
            {
                if (Columns.Dated(value.Days!, days) is not { } period) return false;
                Add(value, isMore ? new Condition(days, Test.AtLeast, period.From) : new Condition(days, Test.Less, period.To));
            }
            else
            {
                if (value.Number is not { } number || Columns.ForNumber(value, value, value.Unit) is not { } column) return false;
                Add(value, new Condition(column, isMore ? Test.AtLeast : Test.AtMost, number));
            }

            bound.IsUsed = true;
        }

        return true;
    }

    /// <summary>In 2024, on 31 May.</summary>
    private bool Days()
    {
        foreach (var mark in marks.FindAll(m => m.Role == Role.Days && !m.IsUsed))
        {
            var before = marks.Before(mark);
            if (mark.Number is { } year && before is { Role: Role.Column or Role.Noun } && before.End == mark.Start)
            {
                if (before.Role == Role.Column && before.Columns[0].IsNumber)
                {
                    Add(mark, new Condition(before.Columns[0], Test.Is, year));
                    before.IsUsed = true;
                    continue;
                }

                if (Columns.KeyOf(before) is { } key && Columns.Holds(key, year))
                {
                    Add(mark, new Condition(key, Test.Is, year));
                    before.IsUsed = true;
                    continue;
                }
            }

            if (!Columns.IsOfDays(mark))
            {
                Add(mark, new Condition(ColumnRoles.Year(table)!, Test.Is, mark.Number!.Value));
                continue;
            }

            if (Columns.ForDays(mark) is not { } days || Columns.Dated(mark.Days!, days) is not { } period) return false;
            var isDenied = Denied(mark);
            if (isDenied) return false;
            Add(mark, new Condition(days, Test.AtLeast, period.From));
            Add(mark, new Condition(days, Test.Less, period.To));
        }

        return true;
    }
}
