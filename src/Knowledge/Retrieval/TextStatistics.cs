using Onebox.Knowledge.Index;

namespace Onebox.Knowledge.Retrieval;

/// <summary>
/// What text scores are measured by: how many texts there are, how long they are and how many hold a word, counted over what the asker may read. Counted over all, a score would tell which
/// words stand in documents that are closed to them (ADR 0315). Filters change nothing here: a score means the same with one and without.
/// </summary>
internal sealed class TextStatistics
{
    private readonly HashSet<long>? _readable;

    private TextStatistics(HashSet<long>? readable, int units, double meanUnit, double meanChunk) => (_readable, Units, MeanUnit, MeanChunk) = (readable, units, meanUnit, meanChunk);

    /// <summary>Texts that are scored as one.</summary>
    public int Units { get; }

    /// <summary>In terms; function words are not counted.</summary>
    public double MeanUnit { get; }

    /// <summary>The same of a chunk.</summary>
    public double MeanChunk { get; }

    /// <param name="readable">Documents; null for all.</param>
    public static TextStatistics Of(IndexView view, HashSet<long>? readable)
    {
        var (chunks, units, last) = (0, 0, -1);
        var (inChunks, inUnits) = (0L, 0L);
        for (var chunk = 1; chunk < view.ChunkIds; chunk++)
        {
            if (!Reads(readable, view.DocumentOf(chunk))) continue;
            chunks++;
            inChunks += view.LengthOf(chunk);
            if (view.Units.Of(chunk) == last) continue;
            last = view.Units.Of(chunk);
            units++;
            inUnits += view.Units.LengthOf(last);
        }

        return new TextStatistics(readable, units, Mean(inUnits, units), Mean(inChunks, chunks));
    }

    /// <summary>How many texts hold the term.</summary>
    public int Having(Postings postings, IndexView view)
    {
        if (_readable is null) return postings.Units;
        var (units, last) = (0, -1);
        foreach (var chunk in postings.Chunks)
        {
            if (view.Units.Of(chunk) == last || !_readable.Contains(view.DocumentOf(chunk))) continue;
            last = view.Units.Of(chunk);
            units++;
        }

        return units;
    }

    private static bool Reads(HashSet<long>? readable, long document) => document != 0 && (readable is null || readable.Contains(document));

    private static double Mean(long terms, int texts) => texts == 0 ? 1 : Math.Max(1, terms / (double)texts);
}
