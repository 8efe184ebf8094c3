using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using Onebox.Knowledge.Text;

namespace Onebox.Knowledge.Tables;

/// <summary>A question as words; of scripts without spaces, as characters.</summary>
internal sealed partial class QuestionWords
{
    private static readonly char[] Around = ['.', ',', ';', ':', '?', '!', '"', '\'', '(', ')', '[', ']', '{', '}', '“', '”', '‘', '’', '¿', '¡', '？', '！', '。', '，', '、', '：', '；', '（', '）', '「', '」', '《', '》'];

    private readonly List<Word> _words;

    /// <param name="text">Without a small letter it is read as if it had only those: IN is no state then.</param>
    public QuestionWords(string text)
    {
        Text = Signs().Replace(text.Any(char.IsLower) ? text : text.ToLowerInvariant(), match => match.Value.Trim() switch
        {
            ">" => " more than ",
            "<" => " less than ",
            ">=" or "≥" => " at least ",
            "<=" or "≤" => " at most ",
            _ => " equal to ",
        });
        _words = Cut(Text);
        Folded = _words.ConvertAll(w => w.Folded);
    }

    public string Text { get; }

    public int Count => _words.Count;

    /// <summary>In small letters, without accents.</summary>
    public IReadOnlyList<string> Folded { get; }

    /// <summary>As it stands in the question.</summary>
    public string Raw(int index) => Text.Substring(_words[index].Start, _words[index].Length);

    /// <summary>The question's text from a word's end on.</summary>
    public ReadOnlySpan<char> Behind(int index) => Text.AsSpan(_words[index].Start + _words[index].Length);

    /// <summary>The words of a name or a value, folded as those of a question.</summary>
    public static List<string> Of(string text) => Cut(text).ConvertAll(w => w.Folded);

    /// <summary>Where these words stand one after the other.</summary>
    /// <param name="inflected">A word may stand in the plural or the singular.</param>
    public IEnumerable<int> Find(IReadOnlyList<string> phrase, bool inflected)
    {
        for (var at = 0; phrase.Count > 0 && at + phrase.Count <= Count; at++)
        {
            var same = true;
            for (var i = 0; i < phrase.Count && same; i++) same = Folded[at + i] == phrase[i] || (inflected && Inflection.Same(Folded[at + i], phrase[i]));
            if (same) yield return at;
        }
    }

    private static List<Word> Cut(string text)
    {
        var words = new List<Word>();
        for (var i = 0; i < text.Length;)
        {
            if (char.IsWhiteSpace(text[i]) || Around.Contains(text[i])) i++;
            else if (TextAnalyzer.IsUnspaced(text[i])) words.Add(new Word(i, 1, text[i++].ToString()));
            else
            {
                var start = i;
                while (i < text.Length && !char.IsWhiteSpace(text[i]) && !TextAnalyzer.IsUnspaced(text[i])) i++;
                var word = text[start..i].TrimEnd(Around);
                words.Add(new Word(start, word.Length, Fold(word)));
            }
        }

        // Signs alone say nothing: a dash between words.
        return words.FindAll(w => w.Folded.Any(char.IsLetterOrDigit));
    }

    /// <summary>Small letters without accents and without the possessive.</summary>
    private static string Fold(string word)
    {
        var lower = word.ToLowerInvariant().Replace('’', '\'');
        if (lower.Length > 2 && lower.EndsWith("'s", StringComparison.Ordinal)) lower = lower[..^2];
        return Ascii.IsValid(lower) || lower.Any(char.IsSurrogate) ? lower : string.Concat(lower.Normalize(NormalizationForm.FormD).Where(c => CharUnicodeInfo.GetUnicodeCategory(c) != UnicodeCategory.NonSpacingMark)).Normalize(NormalizationForm.FormC);
    }

    [GeneratedRegex(@"(?<!\S)(>=|<=|≥|≤|>|<|=)\s*(?=[\d€$£¥-])", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Signs();

    private readonly record struct Word(int Start, int Length, string Folded);
}
