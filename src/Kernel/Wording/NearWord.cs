namespace Onebox.Kernel.Wording;

/// <summary>Finds what somebody meant who has mistyped a word.</summary>
public static class NearWord
{
    /// <summary>The nearest of <paramref name="known"/>: at most a third of the word is wrong. Null when none is near.</summary>
    public static string? Of(string word, IEnumerable<string> known)
    {
        var most = Math.Max(1, Math.Min(word.Length, 32) / 3);
        return known.Select(k => (Word: k, Distance: Distance(word, k))).Where(k => k.Distance <= most).OrderBy(k => k.Distance).FirstOrDefault().Word;
    }

    /// <summary><c> (did you mean train?)</c>, or nothing.</summary>
    public static string Hint(string word, IEnumerable<string> known) => Of(word, known) is { } near ? $" (did you mean {near}?)" : "";

    /// <summary>Edits from one to the other, two neighbours exchanged being one (optimal string alignment); case does not count.</summary>
    private static int Distance(string a, string b)
    {
        if (Math.Abs(a.Length - b.Length) > 32 || a.Length > 64) return int.MaxValue;
        var rows = new int[a.Length + 1, b.Length + 1];
        for (var i = 0; i <= a.Length; i++) rows[i, 0] = i;
        for (var j = 0; j <= b.Length; j++) rows[0, j] = j;
        for (var i = 1; i <= a.Length; i++)
        {
            for (var j = 1; j <= b.Length; j++)
            {
                var cost = Same(a[i - 1], b[j - 1]) ? 0 : 1;
                rows[i, j] = Math.Min(Math.Min(rows[i - 1, j], rows[i, j - 1]) + 1, rows[i - 1, j - 1] + cost);
                if (i > 1 && j > 1 && Same(a[i - 1], b[j - 2]) && Same(a[i - 2], b[j - 1])) rows[i, j] = Math.Min(rows[i, j], rows[i - 2, j - 2] + 1);
            }
        }

        return rows[a.Length, b.Length];
    }

    private static bool Same(char a, char b) => char.ToUpperInvariant(a) == char.ToUpperInvariant(b);
}
