using Onebox.Knowledge.Index;

namespace Onebox.Knowledge.Retrieval;

/// <summary>
/// What text scores are measured by: how many texts there are, how long they are and how many hold a word, counted over what the asker may read. Counted over all, a score would tell which
/// words stand in documents that are closed to them (ADR 0315). Filters change nothing here: a score means the same with one and without.
/// </summary>
internal sealed class TextStatistics
{
    private TextStatistics(UnitStatistics wholes, UnitStatistics parts, double meanChunk) => (Wholes, Parts, MeanChunk) = (wholes, parts, meanChunk);

    public UnitStatistics Wholes { get; }

    /// <summary><see cref="Wholes"/> itself where none of the readable documents is long.</summary>
    public UnitStatistics Parts { get; }

    /// <summary>The mean length of a chunk in terms; function words are not counted.</summary>
    public double MeanChunk { get; }

    /// <param name="readable">Documents; null for all.</param>
    public static TextStatistics Of(IndexView view, HashSet<long>? readable)
    {
        var (chunks, terms) = (0, 0L);
        for (var chunk = 1; chunk < view.ChunkIds; chunk++)
        {
            if (!Reads(readable, view.DocumentOf(chunk))) continue;
            chunks++;
            terms += view.LengthOf(chunk);
        }

        var (wholes, parts) = (UnitStatistics.Of(view.Wholes, view, readable), UnitStatistics.Of(view.Parts, view, readable));
        return new TextStatistics(wholes, parts.Count == wholes.Count ? wholes : parts, chunks == 0 ? 1 : Math.Max(1, terms / (double)chunks));
    }

    public static bool Reads(HashSet<long>? readable, long document) => document != 0 && (readable is null || readable.Contains(document));
}

/// <summary>The same of one way to part documents into texts.</summary>
internal sealed class UnitStatistics
{
    private readonly HashSet<long>? _readable;

    private UnitStatistics(TextUnits units, HashSet<long>? readable, int count, double meanLength) => (Units, _readable, Count, MeanLength) = (units, readable, count, meanLength);

    /// <summary>Of all documents, closed ones too.</summary>
    public TextUnits Units { get; }

    /// <summary>How many texts may be read.</summary>
    public int Count { get; }

    /// <summary>In terms; function words are not counted.</summary>
    public double MeanLength { get; }

    public static UnitStatistics Of(TextUnits units, IndexView view, HashSet<long>? readable)
    {
        var (count, terms, last) = (0, 0L, -1);
        for (var chunk = 1; chunk < view.ChunkIds; chunk++)
        {
            if (!TextStatistics.Reads(readable, view.DocumentOf(chunk)) || units.Of(chunk) == last) continue;
            last = units.Of(chunk);
            count++;
            terms += units.LengthOf(last);
        }

        return new UnitStatistics(units, readable, count, count == 0 ? 1 : Math.Max(1, terms / (double)count));
    }

    /// <summary>How many texts hold the term.</summary>
    public int Having(Postings postings, IndexView view)
    {
        if (_readable is null) return Units == view.Wholes ? postings.Wholes : postings.Parts;
        var (count, last) = (0, -1);
        foreach (var chunk in postings.Chunks)
        {
            if (Units.Of(chunk) == last || !_readable.Contains(view.DocumentOf(chunk))) continue;
            last = Units.Of(chunk);
            count++;
        }

        return count;
    }
}
