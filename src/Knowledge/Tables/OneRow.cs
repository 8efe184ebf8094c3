using System.Text.RegularExpressions;
using Onebox.Knowledge.Retrieval;
using Onebox.Knowledge.Text;

namespace Onebox.Knowledge.Tables;

/// <summary>
/// What a model may read for a question that asks to calculate and was not calculated: what some rows of a table add up to, or which is the largest, is nothing to guess from the few rows that were found. A
/// table is read only where the question asks for one row of it, as "the minimum length of a password" may (ADR 0280).
/// </summary>
internal static partial class OneRow
{
    public static List<Hit> Readable(string question, IReadOnlyList<Hit> hits)
    {
        if (!TableQuestion.MayCalculate(Meaning().Replace(question, ""))) return [.. hits];
        var words = Words(question);
        var read = hits.Where(IsTable).GroupBy(h => h.Document.Id).Where(table => AsksForOne(words, [.. table])).Select(table => table.Key).ToHashSet();
        return [.. hits.Where(h => !IsTable(h) || read.Contains(h.Document.Id))];
    }

    /// <summary>The names of a table's columns, as they stand above its rows; null where it has none.</summary>
    public static string? Header(Hit hit) =>
        hit.Chunk.Kind == "table" && Lines(hit.Chunk.Text)[0] is var first && !first.Split('|').Any(cell => ColumnNumbers.Parse(cell.Trim()) is { } number && number is < 1900 or > 2100) ? first : null;

    /// <summary>Without the sheet's name or the caption that stands above them.</summary>
    private static List<string> Lines(string text)
    {
        var lines = text.Split('\n').ToList();
        return lines.FindAll(line => line.Contains('|', StringComparison.Ordinal)) is { Count: > 0 } rows ? rows : lines;
    }

    private static bool IsTable(Hit hit) => hit.Chunk.Kind is "table" or "row";

    /// <summary>One row has more of the question's words than any other; those of the columns' names are in all of them.</summary>
    private static bool AsksForOne(HashSet<string> words, List<Hit> hits)
    {
        var headers = hits.Select(Header).OfType<string>().ToHashSet(StringComparer.Ordinal);
        var telling = words.Except(headers.SelectMany(Words), StringComparer.Ordinal).ToHashSet(StringComparer.Ordinal);
        var rows = hits.SelectMany(h => Lines(h.Chunk.Text)).Where(line => !headers.Contains(line)).Distinct(StringComparer.Ordinal).Select(line => Words(line).Count(telling.Contains)).ToList();
        return rows.Count > 0 && rows.Max() is > 0 and var most && rows.Count(row => row == most) == 1;
    }

    private static HashSet<string> Words(string text) => TextAnalyzer.Telling(text).ToHashSet(StringComparer.Ordinal);

    [GeneratedRegex(@"\b(do|does|did)\b.*\bmean\b", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Meaning();
}
