using System.Text.RegularExpressions;
using Onebox.Knowledge.Text;

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
/// Understands "how many", "sum of", "average", "largest" and "smallest" with conditions, by patterns and by the table's own names and values. A question that it does
/// not understand whole is not calculated: a wrong number is worse than none.
/// </summary>
internal static partial class TableQuestion
{
    private const int MostValues = 20_000;

    private static readonly (Calculation Calculation, Regex Words)[] Asked =
        [(Calculation.Average, Average()), (Calculation.Sum, Sum()), (Calculation.Count, Count()), (Calculation.Largest, Largest()), (Calculation.Smallest, Smallest())];

    /// <returns>Null when the question does not ask to calculate, or not of this table.</returns>
    public static TableQuery? Understand(string question, SheetTable table)
    {
        var asked = Asked.FirstOrDefault(a => a.Words.IsMatch(question));
        if (asked.Words is null) return null;
        var rest = asked.Words.Replace(question, " ");
        var conditions = Conditions(ref rest, table);
        var known = Stems(rest);
        if (asked.Calculation == Calculation.Count) return Counted(known, conditions, table);

        var column = Named(table.Columns.Where(c => c.IsNumber), known, out var used);
        // "The most expensive" names its column by its meaning.
        column ??= Priced().IsMatch(question) ? table.Columns.FirstOrDefault(c => c.IsNumber && PriceName().IsMatch(c.Name)) : null;
        if (column is null) return null;
        known.ExceptWith(used);
        SheetColumn? shown = null;
        if (asked.Calculation is Calculation.Largest or Calculation.Smallest && Which().IsMatch(question))
        {
            shown = Named(table.Columns.Where(c => c != column), known, out used) ?? table.Columns.FirstOrDefault(c => !c.IsNumber);
            known.ExceptWith(used);
        }

        return known.Count(k => !Explained(k, table)) <= (conditions.Count > 0 || shown is not null ? 2 : 1) ? new TableQuery(asked.Calculation, column, shown, conditions) : null;
    }

    /// <summary>Rows may be called what they like ("employees"), but not more than two words may be left that nothing explains; without a condition the table must be named.</summary>
    private static TableQuery? Counted(HashSet<string> known, List<Condition> conditions, SheetTable table)
    {
        var unexplained = known.Count(k => !Explained(k, table));
        if (conditions.Count > 0 ? unexplained > 2 : unexplained > 0 || known.Count == 0) return null;
        return new TableQuery(Calculation.Count, null, null, conditions);
    }

    private static bool Explained(string stem, SheetTable table) =>
        Stems($"{table.Name} rows entries records items lines table sheet list there have has had are").Contains(stem) || table.Columns.Any(c => Stems(c.Name).Contains(stem));

    /// <summary>Values and comparisons of the question that this table knows; they are taken out of it.</summary>
    private static List<Condition> Conditions(ref string question, SheetTable table)
    {
        var conditions = new List<Condition>();
        foreach (var column in table.Columns.Where(c => c.IsNumber))
        {
            var name = string.Join(@"\s+", column.Name.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(Regex.Escape));
            var compared = Regex.Match(
                question, $@"\b{name}s?\b\s*(?:is|of|are|was)?\s*(over|above|more than|greater than|at least|below|under|less than|at most|=|>|<)\s*([\d.,]+)", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant, TimeSpan.FromSeconds(1));
            if (!compared.Success || SheetTable.Parse(compared.Groups[2].Value.TrimEnd('.', ',')) is not { } number) continue;
            conditions.Add(new Condition(column, OperatorOf(compared.Groups[1].Value), null, number));
            question = question.Remove(compared.Index, compared.Length);
        }

        // Longer values first: New York before York.
        var rest = question;
        var values = table.Columns.Select((column, i) => (column, i)).Where(c => !c.column.IsNumber)
            .SelectMany(c => table.Cells.Select(row => row[c.i]).OfType<string>().Distinct(StringComparer.OrdinalIgnoreCase).Take(MostValues).Select(value => (c.column, value)))
            .Where(v => v.value.Length >= 2 && rest.Contains(v.value, StringComparison.OrdinalIgnoreCase)).OrderByDescending(v => v.value.Length).ToList();
        foreach (var (column, value) in values)
        {
            var found = WholeWord(question, value);
            if (found < 0 || conditions.Exists(c => c.Column == column)) continue;
            conditions.Add(new Condition(column, "=", value, null));
            question = question.Remove(found, value.Length);
        }

        return conditions;
    }

    private static int WholeWord(string text, string value)
    {
        for (var at = text.IndexOf(value, StringComparison.OrdinalIgnoreCase); at >= 0; at = text.IndexOf(value, at + 1, StringComparison.OrdinalIgnoreCase))
        {
            var before = at == 0 || !char.IsLetterOrDigit(text[at - 1]) || TextAnalyzer.IsUnspaced(text[at - 1]);
            var end = at + value.Length;
            var after = end == text.Length || !char.IsLetterOrDigit(text[end]) || TextAnalyzer.IsUnspaced(text[end]);
            if (before && after) return at;
        }

        return -1;
    }

    /// <summary>The column with most of its name in the question; null when none or two have.</summary>
    private static SheetColumn? Named(IEnumerable<SheetColumn> columns, HashSet<string> words, out HashSet<string> used)
    {
        var ranked = columns.Select(c => (Column: c, Name: Stems(c.Name))).Select(c => (c.Column, c.Name, Common: c.Name.Count(words.Contains))).Where(c => c.Common > 0)
            .OrderByDescending(c => c.Common / (double)c.Name.Count).ThenByDescending(c => c.Common).ToList();
        if (ranked.Count == 0 || (ranked.Count > 1 && ranked[0].Common == ranked[1].Common && ranked[0].Name.Count == ranked[1].Name.Count))
        {
            used = [];
            return null;
        }

        used = ranked[0].Name;
        return ranked[0].Column;
    }

    private static HashSet<string> Stems(string text) => [.. TextAnalyzer.Analyze(text).Where(t => !t.IsCommon && t.Text is not ("what" or "which" or "who" or "do" or "doe" or "did" or "all" or "我" or "the")).Select(t => t.Text)];

    private static string OperatorOf(string words) => words.ToLowerInvariant() switch
    {
        "over" or "above" or "more than" or "greater than" or ">" => ">",
        "at least" => ">=",
        "below" or "under" or "less than" or "<" => "<",
        "at most" => "<=",
        _ => "=",
    };

    [GeneratedRegex(@"\b(how many|(the )?number of|count( of)?)\b|多少(个|人|名|条|行)|几个|有几", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Count();

    [GeneratedRegex(@"\b(the )?(sum|total)( (of|for))?\b|\bhow much\b.*\bin total\b|总和|合计|总共|总计", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Sum();

    [GeneratedRegex(@"\b(the )?(average|mean)( (of|for))?\b|平均", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Average();

    [GeneratedRegex(@"\b(the )?(largest|highest|biggest|greatest|maximum|max|most expensive|longest|oldest|heaviest)\b|最大|最高|最多|最贵", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Largest();

    [GeneratedRegex(@"\b(the )?(smallest|lowest|least|minimum|min|cheapest|shortest|youngest|lightest)\b|最小|最低|最少|最便宜", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Smallest();

    [GeneratedRegex(@"\b(most expensive|cheapest)\b|最贵|最便宜", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Priced();

    [GeneratedRegex(@"price|cost|amount|价|费", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex PriceName();

    [GeneratedRegex(@"\b(which|who|what .* (has|had|is|was))\b|哪|谁", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Which();
}
