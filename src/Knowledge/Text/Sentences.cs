namespace Onebox.Knowledge.Text;

/// <summary>Where sentences end: at marks of every script, not after abbreviations, initials and inside numbers.</summary>
internal static class Sentences
{
    private static readonly HashSet<string> Abbreviations = new(
        ["mr", "mrs", "ms", "dr", "prof", "sr", "jr", "st", "no", "nr", "vs", "etc", "e.g", "i.e", "cf", "fig", "sec", "vol", "pp", "approx", "inc", "ltd", "co", "corp", "dept", "est", "al", "u.s", "u.k", "a.m", "p.m"],
        StringComparer.OrdinalIgnoreCase);

    /// <summary>Lines that an author broke are at least so long, or they are lines of a list.</summary>
    private const int LeastOfABrokenLine = 40;

    /// <summary>The sentences of a text as ranges that follow each other and leave nothing out; a line break ends one, but where a long line goes on in small letters.</summary>
    public static List<Range> Of(string text)
    {
        var (sentences, start) = (new List<Range>(), 0);
        for (var i = 0; i < text.Length; i++)
        {
            if (!EndsAt(text, i)) continue;
            var end = i + 1;
            while (end < text.Length && text[end] is '"' or '\'' or '”' or '’' or ')' or ']' or '」' or '』' or '）' or '.' or '!' or '?') end++;
            while (end < text.Length && char.IsWhiteSpace(text[end])) end++;
            sentences.Add(start..end);
            (start, i) = (end, end - 1);
        }

        if (start < text.Length) sentences.Add(start..text.Length);
        return sentences;
    }

    private static bool EndsAt(string text, int i)
    {
        switch (text[i])
        {
            case '。' or '！' or '？' or '；' or '؟' or '۔':
                return true;
            case '\n':
                return !GoesOn(text, i);
            case '!' or '?' or '…':
                return i + 1 == text.Length || !char.IsLetterOrDigit(text[i + 1]);
            case '.':
                if (i + 1 < text.Length && !char.IsWhiteSpace(text[i + 1]) && text[i + 1] is not ('"' or '”' or '\'' or '’' or ')' or ']')) return false;
                var word = i;
                while (word > 0 && !char.IsWhiteSpace(text[word - 1]) && text[word - 1] is not '(') word--;
                var before = text[word..i];
                if (before.Length == 1 && char.IsUpper(before[0])) return false;
                if (!Abbreviations.Contains(before)) return true;
                var next = i + 1;
                while (next < text.Length && char.IsWhiteSpace(text[next])) next++;
                return next == text.Length;
            default:
                return false;
        }
    }

    /// <summary>Whether a line break stands within a sentence, as in plain texts whose lines were broken at a width.</summary>
    private static bool GoesOn(string text, int i)
    {
        if (i + 1 == text.Length || !char.IsLower(text[i + 1])) return false;
        var line = text.AsSpan(0, i).TrimEnd();
        line = line[(line.LastIndexOf('\n') + 1)..];
        return line.Length >= LeastOfABrokenLine && (char.IsLetterOrDigit(line[^1]) || line[^1] is ',' or '-') && line.IndexOfAny('|', '\t') < 0;
    }
}
