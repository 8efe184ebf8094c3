namespace Onebox.Knowledge.Tables;

internal enum Calculation
{
    Count,
    Different,

    /// <summary>A sum that is asked for by "how many": none is 0.</summary>
    Pieces,
    Sum,
    Average,
    Median,
    Largest,
    Smallest,

    /// <summary>Largest less smallest.</summary>
    Span,

    /// <summary>Of those that fulfil <see cref="TableQuery.Conditions"/>, how many in a hundred fulfil <see cref="TableQuery.Part"/> too.</summary>
    Share,

    /// <summary>Rows as they stand in the table.</summary>
    Rows,
}

internal enum Test
{
    Is,
    IsNot,
    More,
    AtLeast,
    Less,
    AtMost,
    Missing,
    Contains,
    Begins,
}

/// <summary>What must be true of a row. One of the values must be met; of <see cref="Test.IsNot"/>, none may be.</summary>
/// <param name="Texts">Cells as they stand in the table, for a column of text.</param>
/// <param name="Day">A moment, for a column of dates.</param>
internal sealed record Condition(SheetColumn Column, Test Test, IReadOnlyList<string> Texts, double? Number = null, DateTime? Day = null)
{
    public Condition(SheetColumn column, Test test, double number) : this(column, test, [], number)
    {
    }

    public Condition(SheetColumn column, Test test, DateTime day) : this(column, test, [], null, day)
    {
    }

    public bool Holds(SheetTable table, int row)
    {
        var text = table.Cells[row][Column.Index];
        if (Test == Test.Missing) return table.IsEmpty(row, Column);
        if (Day is { } day) return table.Days(Column)[row] is { } at && Compare(at.CompareTo(day));
        if (Number is { } number) return table.Numbers[row][Column.Index] is { } value && Compare(value.CompareTo(number));
        return Test switch
        {
            Test.Contains => text?.Contains(Texts[0], StringComparison.OrdinalIgnoreCase) ?? false,
            Test.Begins => text?.StartsWith(Texts[0], StringComparison.OrdinalIgnoreCase) ?? false,
            Test.IsNot => !Texts.Contains(text, StringComparer.OrdinalIgnoreCase),
            _ => Texts.Contains(text, StringComparer.OrdinalIgnoreCase),
        };
    }

    private bool Compare(int order) => Test switch
    {
        Test.More => order > 0,
        Test.AtLeast => order >= 0,
        Test.Less => order < 0,
        Test.AtMost => order <= 0,
        Test.IsNot => order != 0,
        _ => order == 0,
    };
}

/// <param name="Column">What is added up, compared or told; null when rows are counted.</param>
/// <param name="Shown">Columns that name the rows of the largest or smallest, or that are told beside <paramref name="Column"/>.</param>
/// <param name="Conditions">All of them hold.</param>
/// <param name="By">Calculated for each of its values.</param>
/// <param name="Rank">With <paramref name="By"/>: only the first of the groups; <see cref="Calculation.Largest"/> or <see cref="Calculation.Smallest"/>.</param>
/// <param name="Top">How many rows or groups come first.</param>
/// <param name="Part">See <see cref="Calculation.Share"/>.</param>
internal sealed record TableQuery(
    Calculation Calculation,
    SheetColumn? Column,
    IReadOnlyList<SheetColumn> Shown,
    IReadOnlyList<Condition> Conditions,
    SheetColumn? By = null,
    Calculation? Rank = null,
    int Top = 1,
    IReadOnlyList<Condition>? Part = null)
{
    /// <summary>How much of the question is the table's own names: of two tables that it fits, the one with more is meant.</summary>
    public int Certainty { get; init; }
}
