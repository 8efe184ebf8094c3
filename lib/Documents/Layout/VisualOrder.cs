using System.Globalization;
using System.Text;

namespace Onebox.Documents.Layout;

/// <summary>
/// From the order in which characters stand on a line to the order in which they are read. Pages show Arabic and Hebrew from right to left, with numbers and Latin words inside from
/// left to right; text is kept as it is read. The reverse of rule L2 of Unicode's bidirectional algorithm (UAX #9), on levels that are taken from what is seen.
/// </summary>
internal static class VisualOrder
{
    /// <summary>Letters that are written from right to left.</summary>
    public static bool IsRightToLeft(char c) => c is (>= '\u0590' and <= '\u08FF') or (>= '\uFB1D' and <= '\uFDFF') or (>= '\uFE70' and <= '\uFEFC') && char.IsLetter(c);

    public static bool HasRightToLeft(ReadOnlySpan<char> text)
    {
        foreach (var c in text)
            if (IsRightToLeft(c)) return true;
        return false;
    }

    /// <returns>True if most of its letters run from right to left: the line begins at its right end.</returns>
    public static bool RunsToLeft(string text)
    {
        var (right, left) = (0, 0);
        foreach (var c in text)
        {
            if (IsRightToLeft(c)) right++;
            else if (char.IsLetter(c)) left++;
        }

        return right > left;
    }

    /// <param name="visual">From left to right, as it is seen.</param>
    /// <returns>As it is read.</returns>
    public static string Read(string visual)
    {
        if (!HasRightToLeft(visual)) return visual;
        var elements = Elements(visual);
        var levels = Levels(elements, RunsToLeft(visual) ? 1 : 0);
        var order = Enumerable.Range(0, elements.Count).ToArray();
        for (var level = 2; level > 0; level--)
        {
            for (var i = 0; i < order.Length;)
            {
                var end = i;
                while (end < order.Length && levels[order[end]] >= level) end++;
                Array.Reverse(order, i, end - i);
                i = Math.Max(end, i + 1);
            }
        }

        var (read, plain) = (new StringBuilder(visual.Length), new StringBuilder(visual.Length));
        foreach (var i in order)
        {
            read.Append(levels[i] == 1 ? Mirrored(elements[i]) : elements[i]);
            plain.Append(elements[i]);
        }

        // Some writers say of a mirrored bracket what it looks like, others what was written: one of them does not open before it closes.
        return Opens(read) || !Opens(plain) ? read.ToString() : plain.ToString();
    }

    private static bool Opens(StringBuilder text)
    {
        var depth = 0;
        for (var i = 0; i < text.Length && depth >= 0; i++) depth += text[i] switch { '(' or '[' or '{' => 1, ')' or ']' or '}' => -1, _ => 0 };
        return depth >= 0;
    }

    /// <summary>A glyph of several letters (lam-alef) says them as they are read; among glyphs as they are seen it is the other way round.</summary>
    public static string Seen(string glyph)
    {
        if (glyph.Length < 2 || !HasRightToLeft(glyph)) return glyph;
        var elements = Elements(glyph);
        elements.Reverse();
        return string.Concat(elements);
    }

    /// <summary>Characters with the marks that stand on them.</summary>
    private static List<string> Elements(string text)
    {
        var elements = new List<string>();
        foreach (var rune in text.EnumerateRunes())
        {
            if (elements.Count > 0 && Rune.GetUnicodeCategory(rune) is UnicodeCategory.NonSpacingMark) elements[^1] += rune.ToString();
            else elements.Add(rune.ToString());
        }

        return elements;
    }

    /// <summary>0: from left to right in a line that is; 1: from right to left; 2: a number or Latin words in that.</summary>
    private static int[] Levels(List<string> elements, int line)
    {
        var levels = new int[elements.Count];
        var arabic = elements.Exists(e => IsArabic(e[0]));
        for (var i = 0; i < levels.Length; i++) levels[i] = IsRightToLeft(elements[i][0]) ? 1 : IsNumber(elements, i, arabic) || char.IsLetter(elements[i][0]) || char.IsSurrogate(elements[i][0]) ? 2 : -1;
        // What is neither goes with its neighbours where they agree, else with the line.
        for (var i = 0; i < levels.Length;)
        {
            if (levels[i] >= 0)
            {
                i++;
                continue;
            }

            var end = i;
            while (end < levels.Length && levels[end] < 0) end++;
            var (before, after) = (i == 0 ? -1 : levels[i - 1], end == levels.Length ? -1 : levels[end]);
            var words = before == 2 && after == 2 && (line == 0 || HasWord(elements, i - 1) || HasWord(elements, end));
            Array.Fill(levels, words ? 2 : before == 1 && after == 1 ? 1 : line, i, end - i);
            i = end;
        }

        if (line == 1) return levels;
        // In a line from left to right, what is not between letters from right to left stands as it is read.
        for (var i = 0; i < levels.Length;)
        {
            var end = i;
            while (end < levels.Length && levels[end] == 2) end++;
            if (end > i && !(i > 0 && end < levels.Length && levels[i - 1] == 1 && levels[end] == 1 && !elements[i..end].Exists(e => char.IsLetter(e[0])))) Array.Fill(levels, 0, i, end - i);
            i = Math.Max(end, i + 1);
        }

        return levels;
    }

    /// <summary>Two numbers beside each other are read from right to left; Latin words with numbers between them are not.</summary>
    private static bool HasWord(List<string> elements, int at)
    {
        for (var i = at; i >= 0 && !string.IsNullOrWhiteSpace(elements[i]) && !IsRightToLeft(elements[i][0]); i--)
            if (char.IsLetter(elements[i][0])) return true;
        for (var i = at; i < elements.Count && !string.IsNullOrWhiteSpace(elements[i]) && !IsRightToLeft(elements[i][0]); i++)
            if (char.IsLetter(elements[i][0])) return true;
        return false;
    }

    /// <summary>A digit, what stands between two of one number, and a unit right beside it; in Arabic a dash and a unit are read apart (rules W2, W4, W5).</summary>
    private static bool IsNumber(List<string> elements, int i, bool arabic)
    {
        bool Digit(int at) => at >= 0 && at < elements.Count && char.IsDigit(elements[at][0]);
        return elements[i][0] switch
        {
            '.' or ',' or ':' or '/' or '\u066B' or '\u066C' => Digit(i - 1) && Digit(i + 1),
            '-' or '+' => !arabic && Digit(i - 1) && Digit(i + 1),
            '%' or '$' or '€' or '£' or '¥' or '₪' or '°' or '#' => !arabic && (Digit(i - 1) || Digit(i + 1)),
            var c => char.IsDigit(c),
        };
    }

    private static bool IsArabic(char c) => c >= '\u0600' && IsRightToLeft(c) && c is not (>= '\uFB1D' and <= '\uFB4F');

    private static string Mirrored(string element) => element switch
    {
        "(" => ")",
        ")" => "(",
        "[" => "]",
        "]" => "[",
        "{" => "}",
        "}" => "{",
        "<" => ">",
        ">" => "<",
        "«" => "»",
        "»" => "«",
        _ => element,
    };
}
