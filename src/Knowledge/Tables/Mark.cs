using System.Text.RegularExpressions;

namespace Onebox.Knowledge.Tables;

/// <summary>What a word, or words that stand together, do in a question about a table.</summary>
internal enum Role
{
    /// <summary>Asks for nothing more.</summary>
    Plain,

    /// <summary>A noun for the rows.</summary>
    Noun,
    Column,
    Cell,
    Number,
    Days,
    Compare,
    Between,

    /// <summary>After a number: or more, or later.</summary>
    OrMore,
    OrLess,
    And,
    Or,
    Not,
    Except,
    Missing,
    Contains,
    Begins,

    /// <summary>What a cell is to contain.</summary>
    Text,
    InStock,
    OutOfStock,
    HowMany,
    HowMuch,
    Different,
    Sum,
    InTotal,
    Average,
    Median,
    Most,
    Least,
    Top,
    Share,
    Span,
    Each,

    /// <summary>By: for each before a name, or that which counts before a number's column.</summary>
    By,
    Which,
    What,

    /// <summary>A verb or a "how heavy" that stands for a column: costs, a price.</summary>
    Deed,
}

/// <param name="Start">The first word.</param>
/// <param name="Weight">Of marks for the same words the heaviest counts.</param>
internal sealed record Mark(Role Role, int Start, int Count, int Weight)
{
    public IReadOnlyList<SheetColumn> Columns { get; init; } = [];

    /// <summary>Cells that the words may mean, as they stand in the table.</summary>
    public IReadOnlyList<(SheetColumn Column, string Value)> Cells { get; init; } = [];

    public double? Number { get; init; }

    public string? Unit { get; init; }

    public Period? Days { get; init; }

    public Test Test { get; init; }

    /// <summary>Of columns' names that the word stands for.</summary>
    public Regex? Meaning { get; init; }

    /// <summary>Of columns of dates that it stands for.</summary>
    public Regex? DateMeaning { get; init; }

    /// <summary>The most of days is the least of ages: the oldest has the first date.</summary>
    public bool Turns { get; init; }

    public string Words { get; init; } = "";

    public int End => Start + Count;

    /// <summary>It did what it is there for.</summary>
    public bool IsUsed { get; set; }

    public bool Is(params ReadOnlySpan<Role> roles) => roles.Contains(Role);
}

/// <param name="To">The first moment after it.</param>
/// <param name="LacksYear">A month or a quarter of some year.</param>
internal sealed record Period(DateTime From, DateTime To, bool LacksYear = false);

/// <summary>Marks in the question's order.</summary>
internal static class MarkOrder
{
    /// <summary>The next one that does something.</summary>
    public static Mark? After(this List<Mark> marks, Mark mark) => marks.Find(m => m.Start >= mark.End && m.Role != Role.Plain);

    /// <summary>The one before it that does something.</summary>
    public static Mark? Before(this List<Mark> marks, Mark mark) => marks.FindLast(m => m.End <= mark.Start && m.Role != Role.Plain);
}
