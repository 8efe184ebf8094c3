namespace Onebox.Knowledge.Tables;

/// <summary>
/// Understands questions that a table answers exactly: how many, sums, means, the largest and the first, for each, shares, and what stands in the rows that are named. Every word has to be explained: by what is
/// calculated, a column, a cell, a number, a day, the table's or the file's name, a noun for its rows, or as one that asks for nothing more (<see cref="PlainWords"/>). A question that is not
/// understood whole is not calculated: a wrong number is worse than none (ADR 0240).
/// </summary>
internal static class TableQuestion
{
    /// <summary>Whether there is a word in it that asks to calculate.</summary>
    public static bool MayCalculate(string question) => Vocabulary.Calculates(new QuestionWords(question));

    /// <summary>Whether there is a word in it that asks for what a table may tell: without one no table need be read.</summary>
    public static bool MayAsk(string question) => Vocabulary.Asks(new QuestionWords(question));

    /// <param name="file">The file's name: it may stand in the question.</param>
    /// <returns>Null when the question is not one that this table answers.</returns>
    public static TableQuery? Understand(string question, SheetTable table, string file = "")
    {
        if (table.HasSums || table.HasTitles || question.Length > 1000) return null;
        if (QuestionMarks.Of(new QuestionWords(question), table, file) is not { } marks) return null;
        var conditions = new ConditionsAsked(table, marks);
        if (!conditions.Read() || new QuestionForm(table, marks, conditions).Read() is not { } query) return null;
        return query.Column is { HasUnread: true } && query.Calculation != Calculation.Rows ? null : query with { Certainty = marks.Sum(m => m.Is(Role.Noun, Role.Column, Role.Cell) ? m.Weight : 0) };
    }
}
