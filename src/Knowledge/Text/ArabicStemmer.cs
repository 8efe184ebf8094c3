namespace Onebox.Knowledge.Text;

/// <summary>
/// Light stemming of Arabic (light10: Larkey, Ballesteros and Connell 2007), as Lucene does it: the article, particles written onto a word and its commonest endings go; what is left need
/// be no root.
/// </summary>
internal static class ArabicStemmer
{
    private static readonly string[] Prefixes = ["ال", "وال", "بال", "كال", "فال", "لل", "و"];
    private static readonly string[] Suffixes = ["ها", "ان", "ات", "ون", "ين", "يه", "ية", "ه", "ة", "ي"];

    public static bool IsArabic(char c) => c is >= '\u0620' and <= '\u06FF';

    /// <summary>Letters that are written one for the other, as one: hamzas on alef, final yeh, teh marbuta. Vowel signs and the stroke that stretches a word are none.</summary>
    /// <returns>Null: not to be kept.</returns>
    public static char? Fold(char c) => c switch
    {
        'أ' or 'إ' or 'آ' or 'ٱ' => 'ا',
        'ى' => 'ي',
        'ة' => 'ه',
        'ـ' or (>= '\u064B' and <= '\u0652') or '\u0670' => null,
        _ => c,
    };

    /// <param name="word">Folded.</param>
    public static string Stem(string word)
    {
        // One letter before a word of two is more likely part of it.
        if (Array.Find(Prefixes, p => word.StartsWith(p, StringComparison.Ordinal) && word.Length >= Math.Max(4, p.Length + 2)) is { } prefix) word = word[prefix.Length..];
        foreach (var suffix in Suffixes)
            if (word.Length >= suffix.Length + 2 && word.EndsWith(suffix, StringComparison.Ordinal)) word = word[..^suffix.Length];
        return word;
    }
}
