using System.Text.RegularExpressions;

namespace Onebox.Knowledge.Tables;

internal enum Calculation
{
    Count,
    Sum,
    Average,
    Largest,
    Smallest,
}

/// <param name="Operator"><c>=</c>, <c>&gt;</c>, <c>&gt;=</c>, <c>&lt;</c> or <c>&lt;=</c>.</param>
internal sealed record Condition(SheetColumn Column, string Operator, string? Text, double? Number);

/// <param name="Column">What is added up or compared; null when rows are counted.</param>
/// <param name="Shown">Which column names the row of the largest or smallest; null for the number itself.</param>
internal sealed record TableQuery(Calculation Calculation, SheetColumn? Column, SheetColumn? Shown, IReadOnlyList<Condition> Conditions);

/// <summary>
/// Understands "how many", "sum of", "average", "largest" and "smallest" with conditions, by patterns and by the table's own names and values. Every word has to be explained: by what is
/// calculated, a column, a cell, the table's or the file's name, a noun for its rows, or as one that asks for nothing more (<see cref="PlainWords"/>). A question that is not understood
/// whole is not calculated: a wrong number is worse than none (ADR 0240).
/// </summary>
internal static partial class TableQuestion
{
    /// <param name="Meant">The column that the word itself means: cheapest, a price.</param>
    private sealed record Operation(Calculation Calculation, Regex Words, Regex? Meant = null);

    private static readonly Operation[] Operations =
    [
        new(Calculation.Average, Average()), new(Calculation.Count, Count()), new(Calculation.Sum, Sum()),
        new(Calculation.Largest, MostExpensive(), PriceName()), new(Calculation.Smallest, Cheapest(), PriceName()), new(Calculation.Largest, Oldest(), AgeName()), new(Calculation.Smallest, Youngest(), AgeName()),
        new(Calculation.Largest, Largest()), new(Calculation.Smallest, Smallest()),
    ];

    /// <summary>Whether there is a word in it that asks to calculate: without one no table need be read.</summary>
    public static bool MayAsk(string question) => Array.Exists(Operations, operation => operation.Words.IsMatch(question));

    /// <param name="file">The file's name: it may stand in the question.</param>
    /// <returns>Null when the question does not ask to calculate, or not of this table.</returns>
    public static TableQuery? Understand(string question, SheetTable table, string file = "")
    {
        if (HasSums(table)) return null;
        var words = new QuestionWords(question);
        var conditions = ValuesAsked.Comparisons(words, table);
        var columns = new ColumnsAsked(words, table.Columns);
        if (Asked(words, table) is not { } asked || !ValuesAsked.Read(words, table, conditions)) return null;

        var (calculation, column, shown) = (asked.Calculation, (SheetColumn?)null, (SheetColumn?)null);
        if (calculation != Calculation.Count)
        {
            column = asked.Meant is { } meant ? columns.Only(c => c.IsNumber && meant.IsMatch(c.Name)) : columns.Named(c => c.IsNumber);
            if (column is null or { HasUnread: true }) return null;
            var asksWhich = Which().IsMatch(words.Text);
            if (asksWhich && calculation is Calculation.Sum or Calculation.Average) return null;
            if (asksWhich) shown = columns.Named(c => c != column) ?? table.Columns.FirstOrDefault(c => !c.IsNumber && !conditions.Exists(d => d.Column == c)) ?? table.Columns.FirstOrDefault(c => !c.IsNumber);
        }

        if (conditions.Exists(c => c.Number is not null && c.Column.HasUnread)) return null;
        foreach (var condition in conditions) columns.Explain(condition.Column);
        var saysWhat = TableNames.Use(words, table, file, named => calculation == Calculation.Count && NamesEachRow(named, table, conditions));
        PlainWords.UsePhrases(words);
        foreach (var plain in words.Left.Where(i => PlainWords.IsPlain(words[i])).ToList()) words.Use(plain);
        var isWhole = columns.AllExplained && !words.Left.Any() && (calculation != Calculation.Count || conditions.Count > 0 || saysWhat);
        return isWhole ? new TableQuery(calculation, column, shown, conditions) : null;
    }

    /// <summary>A row of sums would be added to what it sums: one that says so, or a last one that alone has no label.</summary>
    private static bool HasSums(SheetTable table)
    {
        if (table.Cells.Exists(row => Array.Exists(row, cell => cell is not null && Totals().IsMatch(cell)))) return true;
        return table.Cells.Count > 1 && !table.Columns[0].IsNumber && table.Cells[^1][0] is null && table.Cells.Take(table.Cells.Count - 1).All(row => row[0] is not null);
    }

    /// <summary>What is to be calculated; its words are used, once: what asks for a second thing stays unexplained.</summary>
    private static Operation? Asked(QuestionWords words, SheetTable table)
    {
        foreach (var operation in Operations)
        {
            var match = operation.Words.Match(words.Text);
            // "The salary of Max": somebody's name.
            if (match.Success && match.Value.Split(' ').Any(w => ValuesAsked.IsCell(table, w))) return null;
            if (!match.Success || !words.UseText(match.Index, match.Length)) continue;
            if (InTotal().Match(words.Text) is { Success: true } whole) words.UseText(whole.Index, whole.Length);
            if (operation.Calculation != Calculation.Count && HowMuch().Match(words.Text) is { Success: true } much) words.UseText(much.Index, much.Length);
            return operation;
        }

        return null;
    }

    /// <summary>Counting colours is counting rows where every row has a colour of its own.</summary>
    private static bool NamesEachRow(SheetColumn named, SheetTable table, List<Condition> conditions)
    {
        var columns = table.Columns.ToList();
        var at = columns.IndexOf(named);
        var cells = Enumerable.Range(0, table.Cells.Count).Where(i => conditions.TrueForAll(c => Holds(c, columns.IndexOf(c.Column), i))).Select(i => table.Cells[i][at]).ToList();
        return cells.TrueForAll(c => c is not null) && cells.Distinct(StringComparer.OrdinalIgnoreCase).Count() == cells.Count;

        bool Holds(Condition condition, int column, int row) => condition.Number is { } bound
            ? table.Numbers[row][column] is { } number && (condition.Operator switch { ">" => number > bound, ">=" => number >= bound, "<" => number < bound, "<=" => number <= bound, _ => number.Equals(bound) })
            : condition.Text!.Equals(table.Cells[row][column], StringComparison.OrdinalIgnoreCase);
    }

    [GeneratedRegex(@"\b(how many|(the )?(total )?number of|(the )?count( of)?)\b|多少(个|人|名|条|行|件|张|把|台)|几个|有几", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Count();

    [GeneratedRegex(@"\b(the )?(sum|(?<!\bin )total)( (of|for))?\b|\bhow much\b(?=.*\bin (total|all)\b)|总和|合计|总共|总计", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Sum();

    [GeneratedRegex(@"\b(the )?(average|mean)( (of|for))?\b|平均", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Average();

    [GeneratedRegex(@"\b(the )?most expensive\b|最贵", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex MostExpensive();

    [GeneratedRegex(@"\b(the )?cheapest\b|最便宜", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Cheapest();

    [GeneratedRegex(@"\b(the )?oldest\b", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Oldest();

    [GeneratedRegex(@"\b(the )?youngest\b", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Youngest();

    [GeneratedRegex(@"\b(the )?(largest|highest|biggest|greatest|maximum|max|longest|heaviest)\b|最大|最高|最多", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Largest();

    [GeneratedRegex(@"\b(the )?(smallest|lowest|(?<!\bat )least|minimum|min|shortest|lightest)\b|最小|最低|最少", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Smallest();

    [GeneratedRegex(@"price|cost|价|费", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex PriceName();

    [GeneratedRegex(@"\bage\b|年龄", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex AgeName();

    [GeneratedRegex(@"\b(which|who|what .* (has|had|is|was))\b|哪|谁", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Which();

    [GeneratedRegex(@"\bin (total|all)\b|\baltogether\b", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex InTotal();

    [GeneratedRegex(@"\bhow much\b", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex HowMuch();

    [GeneratedRegex(@"^\s*((grand|sub|over)?[- ]?totals?|sum|summe|(end|gesamt|zwischen|teil)summen?|gesamt|insgesamt|totale|totaal|subtotaal|suma|somme|合计|总计|小计|总和|共计)(?![\p{L}\p{N}])", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Totals();
}
