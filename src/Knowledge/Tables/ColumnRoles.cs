using System.Text.RegularExpressions;

namespace Onebox.Knowledge.Tables;

/// <summary>What columns are for: which names the rows, which counts pieces, which is money.</summary>
internal static partial class ColumnRoles
{
    private const int MostInName = 3;

    public static bool IsMoney(SheetColumn column) => column.IsNumber && (column.Unit is "€" or "$" or "£" or "¥" or "EUR" or "USD" or "GBP" or "CHF" or "元" || Money().IsMatch(column.Name));

    public static bool IsQuantity(SheetColumn column) => column.IsNumber && Quantity().IsMatch(column.Name);

    public static bool IsStock(SheetColumn column) => column.IsNumber && Stock().IsMatch(column.Name);

    /// <summary>It names things of which there may be several.</summary>
    public static bool IsThing(SheetTable table, SheetColumn column) => column.IsText && (column.Index == 0 || Thing().IsMatch(column.Name));

    /// <summary>The first column, where every row has a cell of its own.</summary>
    public static bool IsKey(SheetTable table, SheetColumn column) => column.Index == 0 && !column.IsDate && AreDifferent(table, [column], [.. Enumerable.Range(0, table.Cells.Count)], needsAll: true);

    /// <summary>Columns of numbers that measure something: a key that is a number does not.</summary>
    public static List<SheetColumn> Measures(SheetTable table) => [.. table.Columns.Where(c => c.IsNumber && !Identifier().IsMatch(c.Name) && !(c.Index == 0 && IsKey(table, c) && table.Columns.Count > 1))];

    /// <summary>Columns that tell these rows apart, the first ones first.</summary>
    public static List<SheetColumn> Naming(SheetTable table, IReadOnlyList<Condition> conditions)
    {
        var rows = Enumerable.Range(0, table.Cells.Count).Where(row => conditions.All(c => c.Holds(table, row))).ToList();
        var given = conditions.Where(c => c is { Test: Test.Is, Texts.Count: 1 }).Select(c => c.Column).ToHashSet();
        if (IsKey(table, table.Columns[0]) && !given.Contains(table.Columns[0]))
        {
            // A number of a part says little without its name.
            var name = IsCode(table, table.Columns[0]) ? table.Columns.Skip(1).FirstOrDefault(c => c.IsText && !given.Contains(c) && AreDifferent(table, [c], [.. Enumerable.Range(0, table.Cells.Count)], needsAll: true)) : null;
            return name is null ? [table.Columns[0]] : [table.Columns[0], name];
        }

        // A day says when, not what.
        if (table.Columns[0].IsDate) return [table.Columns[0], .. table.Columns.Where(c => c.IsText && !c.IsFlag && !given.Contains(c) && Enumerable.Range(0, table.Cells.Count).Any(row => !table.IsEmpty(row, c))).Take(MostInName)];
        var naming = new List<SheetColumn>();
        foreach (var column in table.Columns.Where(c => !c.IsNumber && !given.Contains(c) && rows.Exists(row => !table.IsEmpty(row, c))))
        {
            naming.Add(column);
            if (naming.Count == MostInName || AreDifferent(table, naming, rows, needsAll: false)) break;
        }

        return naming.Count > 0 ? naming : [table.Columns[0]];
    }

    private static bool IsCode(SheetTable table, SheetColumn column) => Identifier().IsMatch(column.Name) || table.Cells.TrueForAll(row => row[column.Index]?.Any(char.IsAsciiDigit) ?? false);

    /// <summary>Whether no two of the rows have the same in all of these columns.</summary>
    public static bool AreDifferent(SheetTable table, IReadOnlyList<SheetColumn> columns, List<int> rows, bool needsAll) =>
        (!needsAll || rows.TrueForAll(row => columns.All(c => table.Cells[row][c.Index] is not null))) && rows.Select(row => string.Join('\n', columns.Select(c => table.Cells[row][c.Index]))).ToHashSet(StringComparer.OrdinalIgnoreCase).Count == rows.Count;

    [GeneratedRegex("price|cost|amount|total|revenue|sales|turnover|salary|wage|budget|value|fee|preis|betrag|umsatz|summe|价|金额|费|额|工资", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Money();

    [GeneratedRegex(@"^(in |on |current )?(stock|quantity|qty\.?|units?|pieces|pcs|hand|inventory|available|count|数量|库存(量|数量)?|件数|menge|bestand|anzahl)( (level|on hand|in stock|available|sold|ordered|quantity|count|left))?$", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Quantity();

    /// <summary>The column of years, where there is one.</summary>
    public static SheetColumn? Year(SheetTable table) => table.Columns.Where(c => c.IsNumber && Years().IsMatch(c.Name)).ToList() is [var year] ? year : null;

    /// <summary>The day of the row itself, which "in May" means when nothing else is said: an order's, not that on which it is due.</summary>
    /// <param name="nouns">What the rows are called.</param>
    public static bool IsDayOfRow(SheetColumn column, IReadOnlyCollection<string> nouns) =>
        ColumnPhrases.Words(column.Name).TrueForAll(w => Day().IsMatch(w) || nouns.Any(n => Inflection.Same(n, w)));

    [GeneratedRegex(@"^(date|day|time|timestamp|datetime|on|at|of|datum|tag|when|order|ordered|invoice|transaction|purchase|sale|sold|created|recorded|posting|posted|booking|booked|document|entry|measured|日|期|时|间)$", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Day();

    [GeneratedRegex(@"^(model |build |fiscal |construction )?year( built| of .*)?$|^年份?$", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Years();

    [GeneratedRegex("stock|on hand|inventory|available|库存|bestand", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Stock();

    [GeneratedRegex(@"\b(product|item|article|part|description|goods|material|artikel|produkt)\b|产品|商品|品名|名称", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Thing();

    [GeneratedRegex(@"\b(id|no|nr|number|code|year|zip|postcode|phone)\b\.?$|编号|号$|年份?$", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Identifier();
}
