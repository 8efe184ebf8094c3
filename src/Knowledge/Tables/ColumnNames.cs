using System.Globalization;
using System.Text.RegularExpressions;
using Onebox.Documents;

namespace Onebox.Knowledge.Tables;

/// <summary>What a table's columns are called: by the last row of its header, with the group above it where two would be called alike.</summary>
internal static partial class ColumnNames
{
    private const int MostTitles = 5;

    /// <summary>How many rows at the top name the columns, and stand above those that do, where the file does not say: there is no number in them but years. 0 where none does.</summary>
    public static int Header(TableBlock table)
    {
        var width = table.Rows.Max(r => r.Cells.Count);
        for (var row = 0; row < Math.Min(MostTitles, table.Rows.Count - 1); row++)
        {
            // A title over the table, or an empty line.
            if (width > 1 && table.Rows[row].Cells.Count <= 1) continue;
            return table.Rows[row].Cells.All(c => c.Date is null && (ColumnNumbers.Parse(c.Text) is not { } number || number is >= 1900 and <= 2100)) && table.Rows[row].Cells.Any(c => ColumnNumbers.Parse(c.Text) is null) ? row + 1 : 0;
        }

        return 0;
    }

    /// <summary>A sentence under a table: a source, a remark.</summary>
    public static bool IsNote(string text) => text.Length > 40 || text.EndsWith('.') || Notes().IsMatch(text);

    /// <returns>Names that differ; empty when there are no rows below the header.</returns>
    public static List<string> Of(TableBlock table, int header)
    {
        var grid = table.ToGrid();
        if (grid.Count <= header) return [];
        var groups = header > 1 ? grid[header - 2] : [];
        var last = header > 0 ? grid[header - 1] : [];
        var names = Enumerable.Range(0, grid[0].Count).Select(i => i < last.Count && last[i].Trim().Length > 0 ? string.Join(' ', last[i].Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)) : $"column {Number(i + 1)}").ToList();
        var alike = names.GroupBy(n => n, StringComparer.OrdinalIgnoreCase).Where(g => g.Count() > 1).Select(g => g.Key).ToHashSet(StringComparer.OrdinalIgnoreCase);
        for (var i = 0; i < groups.Count; i++)
            if (alike.Contains(names[i]) && groups[i].Trim() is { Length: > 0 } group && !group.Equals(names[i], StringComparison.OrdinalIgnoreCase)) names[i] = $"{group} {names[i]}";
        // The same name twice would make a query ambiguous.
        for (var i = 0; i < names.Count; i++)
        {
            var (name, others) = (names[i], names.Take(i).ToHashSet(StringComparer.OrdinalIgnoreCase));
            for (var number = i + 1; others.Contains(names[i]); number++) names[i] = $"{name} {Number(number)}";
        }

        return names;
    }

    /// <summary>The unit in "Weight (kg)" or "Price in €"; null where a name has none.</summary>
    public static string? Unit(string name) => InBrackets().Match(name) is { Success: true } match ? match.Groups["unit"].Value.Trim() : null;

    /// <summary>"Weight" of "Weight (kg)".</summary>
    public static string WithoutUnit(string name) => InBrackets().Match(name) is { Success: true, Index: > 0 } match ? name[..match.Index].Trim() : name;

    private static string Number(int number) => number.ToString(CultureInfo.InvariantCulture);

    [GeneratedRegex(@"^\s*(\*|source|note|notes|remark|as of|printed|generated|quelle|stand|注|备注|来源)", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Notes();

    [GeneratedRegex(@"\s*[(\[（](?<unit>[^()\[\]（）]{1,12})[)\]）]\s*$|\s+in\s+(?<unit>[€$£¥%]|[A-Z]{3}|kg|g|mm|cm|m|km)\s*$", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex InBrackets();
}
