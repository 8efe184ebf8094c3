using System.Globalization;
using System.Text;
using Onebox.Knowledge.Text;

namespace Onebox.Knowledge.Tables;

/// <summary>A question as words (of scripts without spaces: as characters), each of which is used for one thing at most. What is left at the end was not understood.</summary>
internal sealed class QuestionWords
{
    private static readonly char[] Around = ['.', ',', ';', ':', '?', '!', '"', '\'', '(', ')', '[', ']', '{', '}', '“', '”', '‘', '’', '¿', '¡', '？', '！', '。', '，', '、', '：', '；', '（', '）', '「', '」', '《', '》'];

    private readonly List<Word> _words;
    private readonly bool[] _used;

    /// <param name="text">Without a small letter it is read as if it had only those: IN is no state then.</param>
    public QuestionWords(string text)
    {
        Text = text.Any(char.IsLower) ? text : text.ToLowerInvariant();
        _words = Cut(Text);
        _used = new bool[_words.Count];
    }

    public string Text { get; }

    /// <summary>What nothing has used yet.</summary>
    public IEnumerable<int> Left => Enumerable.Range(0, _words.Count).Where(i => !_used[i]);

    public string this[int index] => _words[index].Folded;

    /// <summary>As it stands in the question.</summary>
    public string Raw(int index) => Text.Substring(_words[index].Start, _words[index].Length);

    /// <summary>The words of a name or a value, folded as those of a question.</summary>
    public static List<string> Of(string text) => Cut(text).ConvertAll(w => w.Folded);

    /// <summary>Uses the words of a part of the text; false, and nothing is used, when it cuts a word or a word is used already.</summary>
    public bool UseText(int start, int length)
    {
        var inside = Enumerable.Range(0, _words.Count).Where(i => _words[i].Start < start + length && start < _words[i].Start + _words[i].Length).ToList();
        if (inside.Count == 0 || inside.Exists(i => _used[i] || _words[i].Start < start || _words[i].Start + _words[i].Length > start + length)) return false;
        foreach (var word in inside) _used[word] = true;
        return true;
    }

    public void Use(int first, int count = 1) => Array.Fill(_used, true, first, count);

    /// <summary>Where these words stand one after the other, unused.</summary>
    /// <param name="inflected">A word may stand in the plural or the singular.</param>
    /// <returns>-1 when they do not.</returns>
    public int Find(IReadOnlyList<string> phrase, bool inflected)
    {
        for (var at = 0; phrase.Count > 0 && at + phrase.Count <= _words.Count; at++)
        {
            var same = true;
            for (var i = 0; i < phrase.Count && same; i++)
                same = !_used[at + i] && (_words[at + i].Folded == phrase[i] || (inflected && Inflection.Same(_words[at + i].Folded, phrase[i])));
            if (same) return at;
        }

        return -1;
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

    private readonly record struct Word(int Start, int Length, string Folded);
}
