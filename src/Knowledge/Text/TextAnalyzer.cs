using System.Globalization;
using System.Text;

namespace Onebox.Knowledge.Text;

/// <summary>A term as it stands in the index.</summary>
/// <param name="IsCommon">A function word of English: it is in the index, but counts in no length and in no question that has others.</param>
/// <param name="IsPrefix">A single character of a script without spaces: it stands for every pair that begins with it.</param>
internal readonly record struct Term(string Text, bool IsCommon = false, bool IsPrefix = false);

/// <summary>
/// Text → terms. English is stemmed; Chinese, Japanese, Korean, Thai and their like are cut into overlapping pairs of characters, as Lucene's CJK analyzer does;
/// identifiers (<c>AB-1234/5</c>) come whole, written together, and in parts. Every term is made of letters and digits alone, so that SQLite's ASCII tokenizer leaves it whole.
/// </summary>
internal static class TextAnalyzer
{
    /// <summary>Longer ones are no words: base64, say.</summary>
    private const int MaxTerm = 64;

    /// <summary>Lucene's list, by which published BM25 figures are made.</summary>
    private static readonly HashSet<string> Common = new(
        "a an and are as at be but by for if in into is it no not of on or such that the their then there these they this to was will with".Split(' '), StringComparer.Ordinal);

    public static List<Term> Analyze(string text)
    {
        var terms = new List<Term>();
        var normal = text.IsNormalized(NormalizationForm.FormKC) ? text : SafeNormalize(text);
        for (var i = 0; i < normal.Length;)
        {
            if (IsUnspaced(normal[i])) i = Pairs(normal, i, terms);
            else if (IsWord(normal, i)) i = Word(normal, i, terms);
            else i++;
        }

        return terms;
    }

    /// <summary>What a question asks for: without function words, unless it has nothing else.</summary>
    public static List<Term> Query(string text)
    {
        var all = Analyze(text);
        var telling = all.FindAll(t => !t.IsCommon);
        return telling.Count > 0 ? telling : all;
    }

    private static int Pairs(string text, int start, List<Term> terms)
    {
        var end = start;
        while (end < text.Length && IsUnspaced(text[end])) end++;
        if (end - start == 1) terms.Add(new Term(text[start].ToString(), IsPrefix: true));
        for (var i = start; i + 1 < end; i++) terms.Add(new Term(text.Substring(i, 2)));
        return end;
    }

    private static int Word(string text, int start, List<Term> terms)
    {
        var (end, digits, letters, joints) = (start, false, false, 0);
        while (end < text.Length && !IsUnspaced(text[end]))
        {
            if (IsWord(text, end))
            {
                if (char.IsDigit(text[end])) digits = true;
                else letters = true;
                end++;
            }
            else if (IsJoint(text[end]) && end + 1 < text.Length && IsWord(text, end + 1) && !IsUnspaced(text[end + 1]))
            {
                joints++;
                end++;
            }
            else
            {
                break;
            }
        }

        var run = Fold(text.AsSpan(start, end - start));
        if (digits && !letters && joints > 0) Number(run, terms);
        else if (digits && (letters || joints > 0)) Identifier(run, terms);
        else foreach (var part in run.Split(['-', '/', '.', ',', '_', '#', '+', ':', '@', '&'], StringSplitOptions.RemoveEmptyEntries)) Plain(part, terms);
        return end;
    }

    /// <summary>7,000,000 and 7000000 are one number; 12.50 is not 1250; of dates and serial numbers the parts count too.</summary>
    private static void Number(string run, List<Term> terms)
    {
        var whole = run.Replace(",", "", StringComparison.Ordinal).Replace('.', '·');
        if (whole.All(c => char.IsDigit(c) || c == '·')) Add(whole, terms);
        else Identifier(run, terms);
    }

    private static void Identifier(string run, List<Term> terms)
    {
        var whole = string.Concat(run.Where(char.IsLetterOrDigit));
        Add(whole, terms);
        var parts = Parts(run);
        if (parts.Count < 2) return;
        foreach (var part in parts) Add(char.IsDigit(part[0]) ? part : PorterStemmer.Stem(part), terms);
    }

    /// <summary>Letters and digits apart: <c>ab-1234x</c> → ab, 1234, x.</summary>
    private static List<string> Parts(string run)
    {
        var parts = new List<string>();
        for (var i = 0; i < run.Length;)
        {
            if (!char.IsLetterOrDigit(run[i]))
            {
                i++;
                continue;
            }

            var from = i;
            while (i < run.Length && char.IsLetterOrDigit(run[i]) && char.IsDigit(run[i]) == char.IsDigit(run[from])) i++;
            parts.Add(run[from..i]);
        }

        return parts;
    }

    private static void Plain(string word, List<Term> terms)
    {
        var at = word.IndexOf('\'', StringComparison.Ordinal);
        // The possessive: company's. Elsewhere the apostrophe goes: don't → dont.
        if (at > 0 && at == word.Length - 2 && word[^1] == 's') word = word[..at];
        word = word.Replace("'", "", StringComparison.Ordinal);
        if (word.Length == 0) return;
        if (Common.Contains(word)) terms.Add(new Term(word, IsCommon: true));
        else Add(PorterStemmer.Stem(word), terms);
    }

    private static void Add(string term, List<Term> terms) => terms.Add(new Term(term.Length > MaxTerm ? term[..MaxTerm] : term));

    /// <summary>Lower case, and Latin letters without their accents: café is found by cafe.</summary>
    private static string Fold(ReadOnlySpan<char> run)
    {
        var lower = run.ToString().ToLowerInvariant().Replace('’', '\'');
        if (Ascii.IsValid(lower)) return lower;
        var folded = new StringBuilder(lower.Length);
        foreach (var c in SafeNormalize(lower, NormalizationForm.FormD))
            if (char.GetUnicodeCategory(c) != UnicodeCategory.NonSpacingMark || (folded.Length > 0 && folded[^1] > '\u024F')) folded.Append(c);
        return SafeNormalize(folded.ToString(), NormalizationForm.FormC);
    }

    private static string SafeNormalize(string text, NormalizationForm form = NormalizationForm.FormKC)
    {
        try
        {
            return text.Normalize(form);
        }
        catch (ArgumentException)
        {
            // Halves of surrogate pairs: enumerating puts the replacement character in their place.
            return string.Concat(text.EnumerateRunes()).Normalize(form);
        }
    }

    private static bool IsWord(string text, int i) =>
        char.IsLetterOrDigit(text[i]) || char.IsSurrogate(text[i]) || (text[i] is '\'' or '’' && i > 0 && i + 1 < text.Length && char.IsLetter(text[i - 1]) && char.IsLetter(text[i + 1]))
        || char.GetUnicodeCategory(text[i]) is UnicodeCategory.NonSpacingMark or UnicodeCategory.SpacingCombiningMark;

    private static bool IsJoint(char c) => c is '-' or '/' or '.' or ',' or '_' or '#' or '+' or ':' or '@' or '&';

    /// <summary>Scripts that are written without spaces between words, and Hangul, whose words carry endings.</summary>
    public static bool IsUnspaced(char c) => c is
        (>= '\u0E00' and <= '\u0EFF') or (>= '\u0F00' and <= '\u0FFF') or (>= '\u1000' and <= '\u109F') or (>= '\u1780' and <= '\u17FF')
        or (>= '\u3040' and <= '\u30FF') or (>= '\u3400' and <= '\u4DBF') or (>= '\u4E00' and <= '\u9FFF') or (>= '\uAC00' and <= '\uD7AF') or (>= '\uF900' and <= '\uFAFF') or '々';
}
