using Lucene.Net.Analysis.De;
using Lucene.Net.Analysis.Es;
using Lucene.Net.Analysis.Fr;
using Lucene.Net.Analysis.It;
using Lucene.Net.Analysis.Nl;
using Lucene.Net.Analysis.Pt;
using Lucene.Net.Analysis.Ru;
using Lucene.Net.Analysis.Sv;
using Lucene.Net.Analysis.Util;
using Lucene.Net.Tartarus.Snowball;
using Lucene.Net.Tartarus.Snowball.Ext;

namespace Onebox.Knowledge.Text;

/// <summary>
/// A language whose words are cut to their stems beside English, by Snowball's algorithm for it (M. F. Porter 2001). A text's language is told by its function words; where they do not
/// tell, the text is taken for English.
/// </summary>
internal sealed class Language
{
    /// <summary>A title may tell by two of its words; a longer text needs a tenth.</summary>
    private const int LeastHits = 2, LeastShare = 10;

    /// <summary>The beginning tells enough.</summary>
    private const int LongestLook = 2000;

    private static readonly HashSet<string> English = Words("the of and to in is that it for as was with be by on not he his but at are this have from or had an they which one you were all her she there would their we him been has when who will no more if out so up said what its about than into them can only other time new some could these two may first then do any like my now over such our man me even most made after also did many off before must well back through years where much your way down should because long each just");

    private readonly ThreadLocal<SnowballProgram> _stemmer;
    private readonly HashSet<string> _common;
    private readonly CharArraySet _functionWords;
    private readonly char _from, _to;
    private readonly bool _elides;

    private Language(string code, Func<SnowballProgram> stemmer, CharArraySet functionWords, string common, char from = 'a', char to = '\u024F', bool elides = false)
    {
        (Code, _stemmer, _functionWords, _common, _from, _to, _elides) = (code, new ThreadLocal<SnowballProgram>(stemmer), functionWords, Words(common), from, to, elides);
    }

    public static IReadOnlyList<Language> All { get; } =
    [
        new("de", () => new German2Stemmer(), GermanAnalyzer.DefaultStopSet, "der die das und ist nicht mit von zu den dem des ein eine einer eines einen auf für im sich auch werden wird wurde sind nach bei aus oder kann durch als wie über wer wann warum"),
        new("fr", () => new Lucene.Net.Tartarus.Snowball.Ext.FrenchStemmer(), FrenchAnalyzer.DefaultStopSet, "le la les des et est une dans pour par sur au aux avec pas plus sont du ce cette qui que ou être son ses elle nous vous où comment quel quelle", elides: true),
        new("es", () => new SpanishStemmer(), SpanishAnalyzer.DefaultStopSet, "el los las de del y en que por con para una un es se su al como más sus este esta son ser qué cuál dónde cuándo cómo"),
        new("it", () => new ItalianStemmer(), ItalianAnalyzer.DefaultStopSet, "il lo gli di del della dei delle che e è per con una un non sono nel nella si da dal dalla al alla come più essere quale dove quando", elides: true),
        new("pt", () => new Lucene.Net.Tartarus.Snowball.Ext.PortugueseStemmer(), PortugueseAnalyzer.DefaultStopSet, "o os as de do da dos das e em que para com uma um não é na no nas nos por se mais como ou ao são ser qual onde quando pelo pela"),
        new("nl", () => new Lucene.Net.Tartarus.Snowball.Ext.DutchStemmer(), DutchAnalyzer.DefaultStopSet, "de het een en van dat op te met voor niet zijn aan door ook als bij naar uit wordt worden deze kan over hoe wat waar wanneer"),
        new("sv", () => new SwedishStemmer(), SwedishAnalyzer.DefaultStopSet, "och att det som en ett är på för med av den inte till om kan från vid eller har ska var hur vad när"),
        new("ru", () => new RussianStemmer(), RussianAnalyzer.DefaultStopSet, "и в не на что с по это как к у из за от для или его они был была быть при также где когда какой", from: 'а', to: 'ё'),
    ];

    /// <summary>ISO 639-1.</summary>
    public string Code { get; }

    /// <returns>Null for English, for what is not known here, and for texts too short to tell.</returns>
    public static Language? Of(string text)
    {
        Span<int> hits = stackalloc int[All.Count];
        var (words, english) = (0, 0);
        foreach (var range in Spans(text.AsSpan(0, Math.Min(text.Length, LongestLook))))
        {
            var word = text[range].ToLowerInvariant();
            words++;
            if (English.Contains(word)) english++;
            for (var i = 0; i < hits.Length; i++)
                if (All[i]._common.Contains(word)) hits[i]++;
        }

        var best = 0;
        for (var i = 1; i < hits.Length; i++)
            if (hits[i] > hits[best]) best = i;
        return hits[best] >= LeastHits && hits[best] * LeastShare >= words && hits[best] > english ? All[best] : null;
    }

    /// <returns>The only language here that is written in this word's script; null where there are several or none.</returns>
    public static Language? ByScript(string word) => word.Length > 0 && word[0] > '\u024F' ? All.FirstOrDefault(l => l.Writes(word)) : null;

    /// <summary>By Lucene's list for the language.</summary>
    /// <param name="word">In lower case, with its accents.</param>
    public bool IsFunctionWord(string word) => _functionWords.Contains(WithoutArticle(word));

    /// <summary>Whether a word in lower case can be one of this language: letters of its script alone.</summary>
    public bool Writes(string word) => word.All(c => c == '\'' || (c >= _from && c <= _to));

    /// <param name="word">In lower case, with its accents.</param>
    public string Stem(string word)
    {
        var stemmer = _stemmer.Value!;
        stemmer.SetCurrent(WithoutArticle(word));
        stemmer.Stem();
        return stemmer.Current;
    }

    /// <summary>l'eau, dell'acqua: the article is no part of the word.</summary>
    private string WithoutArticle(string word) => _elides ? word[(word.LastIndexOf('\'') + 1)..] : word.Replace("'", "", StringComparison.Ordinal);

    private static HashSet<string> Words(string text) => new(text.Split(' '), StringComparer.Ordinal);

    private static List<Range> Spans(ReadOnlySpan<char> text)
    {
        var (spans, from) = (new List<Range>(), -1);
        for (var i = 0; i <= text.Length; i++)
        {
            var letter = i < text.Length && char.IsLetter(text[i]);
            if (letter && from < 0) from = i;
            if (letter || from < 0) continue;
            spans.Add(from..i);
            from = -1;
        }

        return spans;
    }
}
