using Lucene.Net.Analysis;
using Lucene.Net.Analysis.Cjk;
using Lucene.Net.Analysis.De;
using Lucene.Net.Analysis.En;
using Lucene.Net.Analysis.Es;
using Lucene.Net.Analysis.Fr;
using Lucene.Net.Analysis.Ru;
using Lucene.Net.Analysis.TokenAttributes;
using Lucene.Net.Documents;
using Lucene.Net.Index;
using Lucene.Net.Search;
using Lucene.Net.Search.Similarities;
using Lucene.Net.Store;
using Lucene.Net.Util;

namespace Onebox.Knowledge.Bench;

/// <summary>
/// BM25 as Anserini measures it (k1 = 0.9, b = 0.4, a question is a bag of words, the language's analyzer) by Lucene itself: every document is one text. Lengths are kept in a byte as
/// Lucene 7 and later do, which the published figures were made with; Lucene.Net is 4.8, whose bytes are coarser.
/// </summary>
internal sealed class LucenePeer : IDisposable
{
    private const LuceneVersion Version = LuceneVersion.LUCENE_48;
    private const string Key = "id", Contents = "contents";

    private readonly RAMDirectory _directory = new();
    private readonly Analyzer _analyzer;
    private readonly DirectoryReader _reader;
    private readonly IndexSearcher _searcher;

    /// <param name="texts">By name.</param>
    public LucenePeer(IEnumerable<KeyValuePair<string, string>> texts, string language)
    {
        _analyzer = language switch
        {
            "de" => new GermanAnalyzer(Version),
            "fr" => new FrenchAnalyzer(Version),
            "es" => new SpanishAnalyzer(Version),
            "ru" => new RussianAnalyzer(Version),
            "zh" => new CJKAnalyzer(Version),
            _ => new EnglishAnalyzer(Version),
        };
        var similarity = new ByteLengths();
        using (var writer = new IndexWriter(_directory, new IndexWriterConfig(Version, _analyzer) { Similarity = similarity }))
        {
            foreach (var (name, text) in texts) writer.AddDocument([new StringField(Key, name, Field.Store.YES), new TextField(Contents, text, Field.Store.NO)]);
        }

        _reader = DirectoryReader.Open(_directory);
        _searcher = new IndexSearcher(_reader) { Similarity = similarity };
    }

    /// <summary>Names, best first.</summary>
    public List<string> Search(string question, int top)
    {
        var query = new BooleanQuery();
        foreach (var (term, times) in Terms(question).CountBy(t => t, StringComparer.Ordinal)) query.Add(new TermQuery(new Term(Contents, term)) { Boost = times }, Occur.SHOULD);
        return [.. _searcher.Search(query, top).ScoreDocs.Select(hit => _searcher.Doc(hit.Doc).Get(Key, System.Globalization.CultureInfo.InvariantCulture))];
    }

    public void Dispose()
    {
        _reader.Dispose();
        _analyzer.Dispose();
        _directory.Dispose();
    }

    private List<string> Terms(string question)
    {
        var terms = new List<string>();
        using var stream = _analyzer.GetTokenStream(Contents, question);
        var term = stream.AddAttribute<ICharTermAttribute>();
        stream.Reset();
        while (stream.IncrementToken()) terms.Add(term.ToString()!);
        stream.End();
        return terms;
    }

    /// <summary>Four significant bits, small lengths exactly (Lucene's <c>SmallFloat.intToByte4</c>).</summary>
    private sealed class ByteLengths() : BM25Similarity(0.9f, 0.4f)
    {
        private const int Exact = 24;

        protected override byte EncodeNormValue(float boost, int fieldLength) => fieldLength < Exact ? (byte)fieldLength : (byte)(Exact + Float4(fieldLength - Exact));

        protected override float DecodeNormValue(byte b)
        {
            if (b < Exact) return b;
            var (bits, shift) = ((b - Exact) & 7, ((b - Exact) >> 3) - 1);
            return Exact + (shift < 0 ? bits : (bits | 8L) << shift);
        }

        private static int Float4(int length)
        {
            var width = 32 - System.Numerics.BitOperations.LeadingZeroCount((uint)length);
            return width < 4 ? length : ((length >> (width - 4)) & 7) | ((width - 3) << 3);
        }
    }
}
