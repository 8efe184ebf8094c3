namespace Onebox.Datasets.Reading;

/// <summary>Finds what parts the cells of a table: the character that is in every line, outside quotes, the same number of times.</summary>
internal static class Delimiters
{
    private const int LinesSeen = 20;

    private static readonly char[] Known = [',', ';', '\t', '|'];

    /// <returns>Null: it is no table.</returns>
    public static char? Find(string text)
    {
        char? best = null;
        var most = 0;
        foreach (var delimiter in Known)
        {
            var counts = Counts(text, delimiter);
            if (counts.Count < 2 || counts[0] == 0) continue;
            var alike = counts.Count(c => c == counts[0]);
            // A last line may be cut, and a cell may hold a stray one.
            if (alike * 10 < counts.Count * 9 - 10 || counts[0] <= most) continue;
            (best, most) = (delimiter, counts[0]);
        }

        return best;
    }

    private static List<int> Counts(string text, char delimiter)
    {
        var counts = new List<int>();
        var (quoted, count, empty) = (false, 0, true);
        foreach (var c in text)
        {
            if (c == '"') quoted = !quoted;
            if (quoted) continue;
            if (c == '\n')
            {
                if (!empty) counts.Add(count);
                (count, empty) = (0, true);
                if (counts.Count == LinesSeen) break;
            }
            else if (c == delimiter)
            {
                (count, empty) = (count + 1, false);
            }
            else if (c != '\r')
            {
                empty = false;
            }
        }

        if (!empty && counts.Count < LinesSeen) counts.Add(count);
        return counts;
    }
}
