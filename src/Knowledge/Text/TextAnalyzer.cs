using System.Buffers;
using System.Globalization;
using System.Text;

namespace Onebox.Knowledge.Text;

/// <summary>
/// Text → terms. English as Lucene's EnglishAnalyzer cuts it (words by Unicode's rules, possessives off, its 33 stop words, Porter's stemmer), since the published BM25 figures are
/// made with that; the few differences are told in ADR 0195 and 0281. Chinese, Japanese, Korean, Thai and their like are cut into overlapping pairs of characters, as Lucene's CJK analyzer
/// does. A text in another language that is known here gets that language's stems (<see cref="Language"/>), marked by it; a question is asked in all of them. Every term is made of letters and digits alone, so that SQLite's ASCII tokenizer leaves it whole.
/// </summary>
internal static class TextAnalyzer
{
    /// <summary>Longer ones are no words: base64, say.</summary>
    private const int MaxTerm = 64;

    /// <summary>More parts than these are no name of a thing: <c>red/green/blue/white/black</c>.</summary>
    private const int MostParts = 4;

    /// <summary>Shorter letters or numbers inside a word are in too many words: the 53 of p53.</summary>
    private const int LeastPart = 3;

    /// <summary>Soft hyphens, joiners and marks of direction: they may stand inside words, and are no part of them.</summary>
    private static readonly SearchValues<char> Unseen = SearchValues.Create("\u00AD\u061C\u200D\u200E\u200F\u202A\u202B\u202C\u202D\u202E\u2060\u2066\u2067\u2068\u2069\uFEFF");

    /// <summary>Lucene's list.</summary>
    private static readonly HashSet<string> Common = new(
        "a an and are as at be but by for if in into is it no not of on or such that the their then there these they this to was will with".Split(' '), StringComparer.Ordinal);

    public static IReadOnlyList<Term> Analyze(string text) => Read(text).Terms;

    /// <summary>The terms that are no function words, in their order, names in their pieces.</summary>
    public static List<string> Telling(string text) => [.. Analyze(text).Where(t => !t.IsCommon).SelectMany(t => t.Pieces ?? [t.Text])];

    /// <param name="language">Null: English.</param>
    public static AnalyzedText Read(string text, Language? language = null)
    {
        var found = new Found(language);
        var normal = text.IsNormalized(NormalizationForm.FormKC) ? text : SafeNormalize(text);
        if (normal.AsSpan().ContainsAny(Unseen)) normal = string.Concat(normal.Where(c => !Unseen.Contains(c)));
        for (var i = 0; i < normal.Length;)
        {
            if (IsUnspaced(normal[i])) i = Pairs(normal, i, found.Terms);
            else if (IsWord(normal, i)) i = Word(normal, i, found);
            else i++;
        }

        return new AnalyzedText(found.Terms, found.Wholes, found.Parts);
    }

    /// <summary>What a question asks for: without function words, unless it has nothing else.</summary>
    public static List<QueryTerm> Query(string text)
    {
        var read = Read(text);
        var language = Language.Of(text);
        var telling = read.Terms.Where(t => !t.IsCommon && !(t.Word is { } word && language?.IsFunctionWord(word) == true)).ToList();
        if (telling.Count == 0) telling = [.. read.Terms];
        var terms = telling.GroupBy(t => (t.Text, t.IsPrefix)).Select(g => new QueryTerm(g.Key.IsPrefix ? [g.Key.Text] : [g.Key.Text, AnalyzedText.OtherSpelling + g.Key.Text, .. g.SelectMany(OtherStems).Distinct(StringComparer.Ordinal)], g.Count(), g.Key.IsPrefix)).ToList();
        terms.AddRange(read.Wholes.Distinct(StringComparer.Ordinal).Where(whole => !telling.Exists(t => t.Text == whole)).Select(whole => new QueryTerm([whole], 1, IsExtra: true)));
        var pieces = telling.SelectMany(t => t.Pieces ?? []).Distinct(StringComparer.Ordinal).Where(piece => !telling.Exists(t => t.Text == piece));
        terms.AddRange(pieces.Select(piece => new QueryTerm([piece, AnalyzedText.OtherSpelling + piece], 1, IsExtra: true)));
        return terms;
    }

    private static IEnumerable<string> OtherStems(Term term) => term.Word is { } word ? Language.All.Where(l => l.Writes(word)).Select(l => StemOf(l, word)) : [];

    private static string StemOf(Language language, string word) => AnalyzedText.OfLanguage + language.Code + Fold(language.Stem(word));

    private static int Pairs(string text, int start, List<Term> terms)
    {
        var end = start;
        while (end < text.Length && IsUnspaced(text[end])) end++;
        if (end - start == 1) terms.Add(new Term(text[start].ToString(), IsPrefix: true));
        for (var i = start; i + 1 < end; i++) terms.Add(new Term(text.Substring(i, 2)));
        return end;
    }

    /// <summary>From a letter or digit to the next character that joins nothing: words and numbers, with what joins them.</summary>
    private static int Word(string text, int start, Found found)
    {
        var end = start;
        while (end < text.Length && !IsUnspaced(text[end]))
        {
            if (IsWord(text, end)) end++;
            else if (IsJoint(text[end]) && end + 1 < text.Length && IsWord(text, end + 1) && !IsUnspaced(text[end + 1])) end++;
            else break;
        }

        var written = WithoutMissingSpaces(text[start..end]).ToLowerInvariant().Replace('’', '\'');
        var folded = Fold(written);
        Run(folded, folded.Length == written.Length ? written : folded, found);
        return end;
    }

    /// <summary>A point between a small letter and a capital may as well end a sentence (<c>stop.Now</c>): it joins no more than a stroke does.</summary>
    private static string WithoutMissingSpaces(string run)
    {
        for (var i = 1; i + 1 < run.Length; i++)
            if (run[i] == '.' && char.IsLower(run[i - 1]) && char.IsUpper(run[i + 1])) run = $"{run.AsSpan(0, i)}/{run.AsSpan(i + 1)}";
        return run;
    }

    /// <param name="run">Folded.</param>
    /// <param name="written">The same with its accents, letter for letter.</param>
    private static void Run(string run, string written, Found found)
    {
        if (IsAbbreviation(run))
        {
            Part(run.Replace('.', '·'), run, found);
            return;
        }

        var cuts = Cuts(run);
        for (int first = 0, last; first < cuts.Count; first = last + 1)
        {
            last = first;
            while (last + 1 < cuts.Count && cuts[last + 1].Start.Value == cuts[last].End.Value + 1 && IsInName(run, cuts[last].End.Value)) last++;
            if (first == last) Part(run[cuts[first]], written[cuts[first]], found);
            else Name(run[cuts[first].Start..cuts[last].End], cuts[first..(last + 1)].Select(cut => run[cut]), found);
        }

        var parts = cuts.ConvertAll(cut => run[cut]);
        if (parts.Count is < 2 or > MostParts || run.Contains(',', StringComparison.Ordinal)) return;
        var wholes = new List<string> { string.Concat(parts) };
        // Of part numbers also neighbours alone: AB-1234 in AB-1234/5.
        if (parts.Count > 2 && run.Any(char.IsDigit)) wholes.AddRange(parts.Zip(parts.Skip(1), string.Concat));
        found.Wholes.AddRange(wholes.Select(Letters).Where(w => w.Length is > 1 and <= MaxTerm).Select(PorterStemmer.Stem));
    }

    /// <summary>Between what joins, but not inside a number (3.5, 1,000).</summary>
    private static List<Range> Cuts(string run)
    {
        var (cuts, from) = (new List<Range>(), 0);
        for (var i = 0; i < run.Length; i++)
        {
            if (!IsJoint(run[i])) continue;
            if (run[i] is '.' or ',' && i > 0 && i + 1 < run.Length && char.IsDigit(run[i - 1]) && char.IsDigit(run[i + 1])) continue;
            if (i > from) cuts.Add(from..i);
            from = i + 1;
        }

        if (from < run.Length) cuts.Add(from..run.Length);
        return cuts;
    }

    /// <summary>Where Unicode's rules keep a word whole: <c>debian.org</c>, <c>pg_dump</c>, <c>std:sort</c>.</summary>
    private static bool IsInName(string run, int joint) => run[joint] == '_' || (run[joint] is '.' or ':' && char.IsLetter(run[joint - 1]) && char.IsLetter(run[joint + 1]));

    /// <summary>One term, as in Lucene; its pieces find it, and count for no length.</summary>
    private static void Name(string name, IEnumerable<string> parts, Found found)
    {
        var pieces = parts.Select(Letters).Where(p => p.Length > 0 && !Common.Contains(p)).Select(p => PorterStemmer.Stem(p.Length > MaxTerm ? p[..MaxTerm] : p)).ToList();
        var term = PorterStemmer.Stem(string.Concat(name.Where(c => c != '\'').Select(c => char.IsLetterOrDigit(c) ? c : '·')));
        found.Terms.Add(new Term(term.Length > MaxTerm ? term[..MaxTerm] : term, Pieces: pieces));
        foreach (var piece in pieces) Inside(piece, found);
    }

    /// <summary>Letters one by one between points: u.s, e.g.</summary>
    private static bool IsAbbreviation(string run)
    {
        if (run.Length < 3) return false;
        for (var i = 0; i < run.Length; i++)
            if (i % 2 == 0 ? !char.IsLetter(run[i]) : run[i] != '.') return false;
        return run.Length % 2 == 1;
    }

    private static void Part(string part, string written, Found found)
    {
        if (part.AsSpan().IndexOfAny('.', ',') >= 0)
        {
            foreach (var number in Numbers(part.Replace("'", "", StringComparison.Ordinal))) Add(number, found.Terms);
            return;
        }

        var at = part.IndexOf('\'', StringComparison.Ordinal);
        // The possessive: company's. Elsewhere the apostrophe goes: don't → dont.
        if (at > 0 && at == part.Length - 2 && part[^1] == 's') part = part[..at];
        part = part.Replace("'", "", StringComparison.Ordinal);
        if (part.Length == 0) return;
        if (Common.Contains(part))
        {
            found.Terms.Add(new Term(part, IsCommon: true));
            return;
        }

        if ((found.Language is { } told && told.Writes(written) ? told : Language.ByScript(written)) is { } language)
        {
            var stem = StemOf(language, written);
            found.Terms.Add(new Term(stem.Length > MaxTerm ? stem[..MaxTerm] : stem, language.IsFunctionWord(written)));
            return;
        }

        var term = part.Contains('·', StringComparison.Ordinal) ? part : ArabicStemmer.IsArabic(part[0]) ? ArabicStemmer.Stem(part) : PorterStemmer.Stem(part);
        Add(term, found.Terms, written.All(c => char.IsLetter(c) || c == '\'') ? written : null);
        if (term.Contains('·', StringComparison.Ordinal)) found.Wholes.Add(Letters(term));
        else Inside(term, found);
    }

    /// <summary>7,000,000 and 7000000 are one number; 12.50 is not 1250; 1,2 are two.</summary>
    private static IEnumerable<string> Numbers(string part)
    {
        var groups = part.Split(',');
        var isOne = groups.Length > 1 && groups[0].Length is > 0 and <= 3 && groups.Skip(1).All(g => g.Length >= 3 && g.AsSpan(0, 3).IndexOfAnyExceptInRange('0', '9') < 0 && (g.Length == 3 || !char.IsDigit(g[3])));
        return (isOne ? [string.Concat(groups)] : groups).Select(number => number.Replace('.', '·')).Where(number => number.Length > 0);
    }

    /// <summary>Longer letters and numbers of a term that has both: <c>x200pro</c> → 200, pro.</summary>
    private static void Inside(string term, Found found)
    {
        var (from, cut) = (0, false);
        for (var i = 1; i <= term.Length; i++)
        {
            if (i < term.Length && char.IsDigit(term[i]) == char.IsDigit(term[i - 1])) continue;
            cut |= i < term.Length;
            if (cut && i - from >= LeastPart) found.Parts.Add(PorterStemmer.Stem(term[from..i]));
            from = i;
        }
    }

    private static string Letters(string text) => string.Concat(text.Where(char.IsLetterOrDigit));

    private static void Add(string term, List<Term> terms, string? word = null) => terms.Add(new Term(term.Length > MaxTerm ? term[..MaxTerm] : term, Word: word));

    /// <summary>Latin letters without their accents (café is found by cafe), Hebrew ones without their points, Arabic ones as they are mostly written, digits of any script as 0 to 9.</summary>
    private static string Fold(string lower)
    {
        if (Ascii.IsValid(lower)) return lower;
        var folded = new StringBuilder(lower.Length);
        foreach (var c in SafeNormalize(lower, NormalizationForm.FormD).Where(c => c is not ('"' or '״')))
            if (char.GetUnicodeCategory(c) != UnicodeCategory.NonSpacingMark || (folded.Length > 0 && folded[^1] > '\u024F' && !IsHebrew(folded[^1]))) folded.Append(Same(c));
        var whole = SafeNormalize(folded.ToString(), NormalizationForm.FormC);
        return whole.AsSpan().ContainsAnyInRange('\u0620', '\u06FF') ? string.Concat(whole.Select(ArabicStemmer.Fold)) : whole;
    }

    /// <summary>What stands for one character, as one.</summary>
    private static char Same(char c) => c switch
    {
        '׳' => '\'',
        '\u066B' => '.',
        '\u066C' => ',',
        > '\u007F' when char.IsDigit(c) => (char)('0' + CharUnicodeInfo.GetDecimalDigitValue(c)),
        _ => c,
    };

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

    private static bool IsHebrew(char c) => c is >= '\u0590' and <= '\u05FF';

    private static bool IsWord(string text, int i) =>
        char.IsLetterOrDigit(text[i]) || char.IsSurrogate(text[i]) || (text[i] is '\'' or '’' && i > 0 && i + 1 < text.Length && char.IsLetter(text[i - 1]) && char.IsLetter(text[i + 1]))
        // Hebrew abbreviations have their mark before the last letter.
        || (text[i] is '"' or '״' or '׳' && i > 0 && i + 1 < text.Length && IsHebrew(text[i - 1]) && IsHebrew(text[i + 1]))
        || char.GetUnicodeCategory(text[i]) is UnicodeCategory.NonSpacingMark or UnicodeCategory.SpacingCombiningMark;

    private static bool IsJoint(char c) => c is '\u066B' or '\u066C' or '-' or '/' or '.' or ',' or '_' or '#' or '+' or ':' or '@' or '&' or '\u2010' or '\u2011' or '\u2013';

    /// <summary>Scripts that are written without spaces between words, and Hangul, whose words carry endings.</summary>
    public static bool IsUnspaced(char c) => c is
        (>= '\u0E00' and <= '\u0EFF') or (>= '\u0F00' and <= '\u0FFF') or (>= '\u1000' and <= '\u109F') or (>= '\u1780' and <= '\u17FF')
        or (>= '\u3040' and <= '\u30FF') or (>= '\u3400' and <= '\u4DBF') or (>= '\u4E00' and <= '\u9FFF') or (>= '\uAC00' and <= '\uD7AF') or (>= '\uF900' and <= '\uFAFF') or '々';

    private sealed class Found(Language? language)
    {
        public Language? Language => language;

        public List<Term> Terms { get; } = [];

        public List<string> Wholes { get; } = [];

        public List<string> Parts { get; } = [];
    }
}
