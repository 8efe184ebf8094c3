namespace Onebox.Datasets.Preparing.Language;

/// <summary>
/// Tells the language of a text by its script, and within the Latin and Cyrillic scripts by the share of its words that are a language's
/// most frequent ones, and by letters that few languages have. It knows the languages of <see cref="Known"/>; a text in another comes out
/// as unknown, or as a close relative with little confidence. It needs a few words: below that it says nothing.
/// </summary>
internal static class LanguageGuess
{
    private const int LeastLetters = 12;
    private const int LeastWords = 3;
    private const int WordsRead = 2000;

    /// <summary>A frequent word among so many is what running text has at least.</summary>
    private const double PlainShare = 0.12;

    public static readonly IReadOnlyCollection<string> Known =
        [.. FrequentWords.Latin.Keys, .. FrequentWords.Cyrillic.Keys, "zh", "ja", "ko", "ar", "fa", "he", "hi", "el", "th", "ka", "hy"];

    /// <returns>An ISO 639-1 code and a confidence from 0 to 1; null when the text is too short or of no known script.</returns>
    public static (string Language, double Confidence)? Of(string text)
    {
        var scripts = Scripts.Count(text);
        if (scripts.Letters < LeastLetters && scripts.Wide < 4) return null;
        return scripts.Most switch
        {
            Script.Kana => ("ja", scripts.Share),
            Script.Han => (scripts.HasKana ? "ja" : "zh", scripts.Share),
            Script.Hangul => ("ko", scripts.Share),
            Script.Arabic => (HasPersian(text) ? "fa" : "ar", scripts.Share),
            Script.Hebrew => ("he", scripts.Share),
            Script.Devanagari => ("hi", scripts.Share),
            Script.Greek => ("el", scripts.Share),
            Script.Thai => ("th", scripts.Share),
            Script.Georgian => ("ka", scripts.Share),
            Script.Armenian => ("hy", scripts.Share),
            Script.Latin => ByWords(text, FrequentWords.Latin),
            Script.Cyrillic => ByWords(text, FrequentWords.Cyrillic),
            _ => null,
        };
    }

    private static (string Language, double Confidence)? ByWords(string text, IReadOnlyDictionary<string, Lexicon> languages)
    {
        var words = Words.Of(text);
        if (words.Count < LeastWords) return null;
        var scores = new Dictionary<string, double>(StringComparer.Ordinal);
        var read = Math.Min(words.Count, WordsRead);
        Span<char> lower = stackalloc char[32];
        for (var i = 0; i < read; i++)
        {
            var word = text.AsSpan(words[i]);
            if (word.Length > lower.Length) continue;
            var length = word.ToLowerInvariant(lower);
            foreach (var (language, lexicon) in languages)
            {
                if (lexicon.Has(lower[..length])) scores[language] = scores.GetValueOrDefault(language) + 1;
            }
        }

        foreach (var (language, lexicon) in languages) scores[language] = scores.GetValueOrDefault(language) + lexicon.Letters(text) * 0.5;
        var ranked = scores.OrderByDescending(s => s.Value).ThenBy(s => s.Key, StringComparer.Ordinal).Take(2).ToList();
        if (ranked[0].Value == 0) return null;
        // How plain the text is this language, and how far the next one is behind.
        var plain = Math.Min(1, ranked[0].Value / read / PlainShare);
        var lead = (ranked[0].Value - ranked[1].Value) / ranked[0].Value;
        return (ranked[0].Key, Math.Round(plain * (0.5 + (0.5 * lead)), 2));
    }

    private static bool HasPersian(string text) => text.AsSpan().IndexOfAny("پچژگک") >= 0;
}
