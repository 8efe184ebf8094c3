namespace Onebox.Knowledge.Text;

/// <summary>The Porter stemmer for English (M. F. Porter 1980, "An algorithm for suffix stripping"): relational → relat, relate → relat.</summary>
internal static class PorterStemmer
{
    private static readonly (string Suffix, string Put)[] Second =
    [
        ("ational", "ate"), ("tional", "tion"), ("enci", "ence"), ("anci", "ance"), ("izer", "ize"), ("bli", "ble"), ("alli", "al"), ("entli", "ent"), ("eli", "e"), ("ousli", "ous"),
        ("ization", "ize"), ("ation", "ate"), ("ator", "ate"), ("alism", "al"), ("iveness", "ive"), ("fulness", "ful"), ("ousness", "ous"), ("aliti", "al"), ("iviti", "ive"), ("biliti", "ble"), ("logi", "log"),
    ];

    private static readonly (string Suffix, string Put)[] Third = [("icate", "ic"), ("ative", ""), ("alize", "al"), ("iciti", "ic"), ("ical", "ic"), ("ful", ""), ("ness", "")];

    private static readonly string[] Fourth =
        ["al", "ance", "ence", "er", "ic", "able", "ible", "ant", "ement", "ment", "ent", "sion", "tion", "ou", "ism", "ate", "iti", "ous", "ive", "ize"];

    /// <param name="word">In lower case. As in Lucene, what is no vowel of English counts as a consonant: the 1990s → 1990.</param>
    public static string Stem(string word)
    {
        if (word.Length < 3 || word[^1] is < 'a' or > 'z') return word;
        var w = Plurals(word);
        w = Endings(w);
        if (w.EndsWith('y') && HasVowel(w.AsSpan(0, w.Length - 1))) w = string.Concat(w.AsSpan(0, w.Length - 1), "i");
        w = Replace(w, Second);
        w = Replace(w, Third);
        w = Strip(w);
        if (w.EndsWith('e'))
        {
            var stem = w.AsSpan(0, w.Length - 1);
            if (Measure(stem) > 1 || (Measure(stem) == 1 && !EndsShort(stem))) w = stem.ToString();
        }

        return w.EndsWith("ll", StringComparison.Ordinal) && Measure(w) > 1 ? w[..^1] : w;
    }

    private static string Plurals(string w)
    {
        if (w.EndsWith("sses", StringComparison.Ordinal) || w.EndsWith("ies", StringComparison.Ordinal)) return w[..^2];
        return w.EndsWith('s') && !w.EndsWith("ss", StringComparison.Ordinal) ? w[..^1] : w;
    }

    private static string Endings(string w)
    {
        if (w.EndsWith("eed", StringComparison.Ordinal)) return Measure(w.AsSpan(0, w.Length - 3)) > 0 ? w[..^1] : w;
        var cut = w.EndsWith("ed", StringComparison.Ordinal) && HasVowel(w.AsSpan(0, w.Length - 2)) ? 2 : w.EndsWith("ing", StringComparison.Ordinal) && HasVowel(w.AsSpan(0, w.Length - 3)) ? 3 : 0;
        if (cut == 0) return w;
        var stem = w[..^cut];
        if (stem.EndsWith("at", StringComparison.Ordinal) || stem.EndsWith("bl", StringComparison.Ordinal) || stem.EndsWith("iz", StringComparison.Ordinal)) return stem + "e";
        if (stem.Length > 1 && stem[^1] == stem[^2] && IsConsonant(stem, stem.Length - 1) && stem[^1] is not ('l' or 's' or 'z')) return stem[..^1];
        return Measure(stem) == 1 && EndsShort(stem) ? stem + "e" : stem;
    }

    private static string Replace(string w, (string Suffix, string Put)[] rules)
    {
        // The longest suffix decides, whether or not its condition holds.
        (string Suffix, string Put)? longest = null;
        foreach (var rule in rules)
            if (w.EndsWith(rule.Suffix, StringComparison.Ordinal) && rule.Suffix.Length > (longest?.Suffix.Length ?? 0)) longest = rule;
        if (longest is not { } found) return w;
        var stem = w.AsSpan(0, w.Length - found.Suffix.Length);
        return Measure(stem) > 0 ? string.Concat(stem, found.Put) : w;
    }

    private static string Strip(string w)
    {
        var longest = "";
        foreach (var suffix in Fourth)
            if (w.EndsWith(suffix, StringComparison.Ordinal) && suffix.Length > longest.Length) longest = suffix;
        if (longest.Length == 0) return w;
        // Of -sion and -tion only the -ion goes.
        var keep = longest is "sion" or "tion" ? w.Length - 3 : w.Length - longest.Length;
        return Measure(w.AsSpan(0, keep)) > 1 ? w[..keep] : w;
    }

    /// <summary>How many times a consonant follows a vowel.</summary>
    private static int Measure(ReadOnlySpan<char> w)
    {
        var (count, wasVowel) = (0, false);
        for (var i = 0; i < w.Length; i++)
        {
            var vowel = !IsConsonant(w, i);
            if (wasVowel && !vowel) count++;
            wasVowel = vowel;
        }

        return count;
    }

    private static bool HasVowel(ReadOnlySpan<char> w)
    {
        for (var i = 0; i < w.Length; i++)
            if (!IsConsonant(w, i)) return true;
        return false;
    }

    /// <summary>Consonant, vowel, consonant other than w, x, y: -il, -op.</summary>
    private static bool EndsShort(ReadOnlySpan<char> w) =>
        w.Length >= 3 && IsConsonant(w, w.Length - 1) && !IsConsonant(w, w.Length - 2) && IsConsonant(w, w.Length - 3) && w[^1] is not ('w' or 'x' or 'y');

    private static bool IsConsonant(ReadOnlySpan<char> w, int i) => w[i] switch
    {
        'a' or 'e' or 'i' or 'o' or 'u' => false,
        'y' => i == 0 || !IsConsonant(w, i - 1),
        _ => true,
    };
}
