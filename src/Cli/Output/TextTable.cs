using System.Text;
using Spectre.Console.Rendering;

namespace Onebox.Cli.Output;

/// <summary>
/// Rows in columns that fit a terminal: long cells are cut, the longest first, never the first column. Where even that does not fit, each row becomes names and values below each other.
/// In a file or a pipe nothing is cut.
/// </summary>
internal static class TextTable
{
    private const int Gap = 3;

    /// <summary>What a cut column keeps, at least.</summary>
    private const int LeastWidth = 12;

    /// <param name="width">Cells of the terminal; null: as wide as it takes.</param>
    /// <returns>The lines, the heading first when there is one.</returns>
    public static IReadOnlyList<string> Lines(IReadOnlyList<string> columns, IReadOnlyCollection<string[]> rows, int? width)
    {
        var headings = columns.Select(c => c.ToUpperInvariant()).ToArray();
        var cells = rows.Select(row => row.Select(OneLine).ToArray()).ToList();
        // A column in which nothing stands is not shown.
        var shown = Enumerable.Range(0, columns.Count).Where(c => cells.Exists(row => row[c].Length > 0)).ToArray();
        var widths = shown.Select(c => cells.Max(row => WidthOf(row[c]))).Zip(shown, (cell, c) => Math.Max(cell, WidthOf(headings[c]))).ToArray();
        if (width is { } most && !Narrow(widths, most, [.. shown.Select(c => Math.Max(LeastWidth, WidthOf(headings[c])))])) return Records(columns, shown, cells);
        return [Line(headings), .. cells.Select(Line)];

        string Line(string[] row) => string.Join(new string(' ', Gap), shown.Select((c, i) => Fit(row[c], widths[i]))).TrimEnd();
    }

    /// <summary>Takes from the widest columns until all fit.</summary>
    /// <param name="least">What each column keeps.</param>
    /// <returns>False: they cannot fit.</returns>
    private static bool Narrow(int[] widths, int most, int[] least)
    {
        while (widths.Sum() + (Gap * (widths.Length - 1)) > most)
        {
            var widest = -1;
            for (var i = 1; i < widths.Length; i++)
            {
                if (widths[i] > least[i] && (widest < 0 || widths[i] > widths[widest])) widest = i;
            }

            if (widest < 0) return false;
            widths[widest]--;
        }

        return true;
    }

    private static List<string> Records(IReadOnlyList<string> columns, int[] shown, List<string[]> rows)
    {
        var names = shown.Max(c => WidthOf(columns[c]));
        List<string> lines = [];
        foreach (var row in rows)
        {
            if (lines.Count > 0) lines.Add("");
            lines.AddRange(shown.Where(c => row[c].Length > 0).Select(c => columns[c].Length == 0 && c == shown[0] ? row[c] : $"{Fit(columns[c], names)}  {row[c]}"));
        }

        return lines;
    }

    private static string Fit(string text, int width)
    {
        var space = width - WidthOf(text);
        if (space >= 0) return text + new string(' ', space);
        var cut = new StringBuilder();
        var used = 1;
        foreach (var rune in text.EnumerateRunes())
        {
            used += WidthOf(rune.ToString());
            if (used > width) break;
            cut.Append(rune);
        }

        return Fit(cut.Append('…').ToString(), width);
    }

    private static string OneLine(string text) => text.ReplaceLineEndings(" ");

    /// <summary>Cells of a terminal: two for a Chinese character.</summary>
    private static int WidthOf(string text) => new Segment(text).CellCount();
}
