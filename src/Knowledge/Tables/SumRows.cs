using System.Text.RegularExpressions;

namespace Onebox.Knowledge.Tables;

/// <summary>
/// Rows of sums and averages. At the end of a table they are no rows of it: they are taken off where their numbers prove it. Anywhere else, or where they sum something else, nothing can be
/// calculated with the table, for what they sum would be counted twice.
/// </summary>
internal static partial class SumRows
{
    private const int Most = 4;

    /// <summary>The first of the rows at the end that say so or have no label; the number of rows where there are none.</summary>
    public static int From(List<string?[]> cells)
    {
        var from = cells.Count;
        while (from > 1 && cells.Count - from < Most && (SaysSo(cells[from - 1]) || (from == cells.Count && IsBare(cells)))) from--;
        return from;
    }

    /// <returns>What the rows that were taken off are called, and whether others are left.</returns>
    public static (IReadOnlyList<string> LeftOut, bool HasSums) TakeOff(SheetTable table, int from)
    {
        var left = new List<string>();
        for (var row = from; row < table.Cells.Count; row++)
        {
            var name = Array.Find(table.Cells[row], c => c is not null && (Sums().IsMatch(c) || Others().IsMatch(c)));
            // A number that is missing in the first column alone makes no sum.
            if (!IsOf(table, row, from)) return ([], name is not null || table.Columns[0].IsText || table.Cells.Exists(HasSum));
            left.Add(name ?? "without a name");
        }

        var count = table.Cells.Count - from;
        table.Cells.RemoveRange(from, count);
        table.Numbers.RemoveRange(from, count);
        return (left, table.Cells.Exists(HasSum));
    }

    private static bool SaysSo(string?[] row) => HasSum(row) || (row[0] is { } first && Others().IsMatch(first));

    private static bool HasSum(string?[] row) => Array.Exists(row, cell => cell is not null && Sums().IsMatch(cell));

    /// <summary>The last row alone has no label.</summary>
    private static bool IsBare(List<string?[]> cells) => cells[^1][0] is null && cells.Take(cells.Count - 1).All(row => row[0] is not null);

    /// <summary>One of its numbers is the sum, the mean, the largest or the smallest of those above.</summary>
    private static bool IsOf(SheetTable table, int row, int rows)
    {
        for (var i = 0; i < table.Columns.Count; i++)
        {
            if (!table.Columns[i].IsNumber || table.Columns[i].HasUnread || table.Numbers[row][i] is not { } told) continue;
            var above = table.Numbers.Take(rows).Select(n => n[i]).OfType<double>().ToList();
            if (above.Count == 0) continue;
            var sum = above.Sum();
            if (Near(told, sum) || (!HasSum(table.Cells[row]) && table.Cells[row][0] is not null && (Near(told, sum / above.Count) || Near(told, Middle(above)) || Near(told, above.Max()) || Near(told, above.Min())))) return true;
        }

        return false;
    }

    private static double Middle(List<double> values)
    {
        values.Sort();
        return (values[values.Count / 2] + values[(values.Count - 1) / 2]) / 2;
    }

    private static bool Near(double told, double calculated) => Math.Abs(told - calculated) <= Math.Max(0.0051, Math.Abs(calculated) * 1e-6);

    [GeneratedRegex(@"^\s*((grand|sub|over)?[- ]?totals?|sum|summe|(end|gesamt|zwischen|teil)summen?|gesamt|insgesamt|totale|totaal|subtotaal|suma|somme|合计|总计|小计|总和|共计)(?![\p{L}\p{N}])", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Sums();

    [GeneratedRegex(@"^\s*(average|mean|avg\.?|median|minimum|maximum|durchschnitt|mittelwert|moyenne|平均(值)?|最大(值)?|最小(值)?)\s*:?\s*$", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Others();
}
