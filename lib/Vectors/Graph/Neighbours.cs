using Onebox.Vectors.Scoring;

namespace Onebox.Vectors.Graph;

internal static class Neighbours
{
    /// <summary>Below this share of the farthest candidate's squared distance two vectors count as copies; codes cannot tell them apart either.</summary>
    private const float CopyShare = 1e-3f;

    /// <summary>The paper's heuristic (algorithm 4): going outwards, keep a candidate only if it is nearer to the node than to everything kept so far, so
    /// that links point in different directions.</summary>
    /// <remarks>Copies of one vector would keep each other and nothing else, and the graph would fall apart around them: they get at most half of the links.</remarks>
    /// <param name="candidates">Sorted, nearest first.</param>
    /// <returns>How many were written to <paramref name="chosen"/>, at most its length.</returns>
    public static int Select<TSpace, TScorer>(in TSpace space, ReadOnlySpan<ulong> candidates, int node, Span<int> chosen, QueryBuffer buffer)
        where TSpace : struct, ISpace<TScorer>
        where TScorer : struct, IScorer
    {
        if (candidates.IsEmpty)
            return 0;
        var count = 0;
        var copy = space.ZeroMeansSame ? CopyShare * Ranked.Distance(candidates[^1]) : float.NegativeInfinity;
        var copies = 0;
        while (copies < candidates.Length && Ranked.Distance(candidates[copies]) <= copy)
            copies++;
        if (copies > chosen.Length / 2)
        {
            count = SomeCopies(candidates[..copies], node, chosen[..(chosen.Length / 2)]);
            candidates = candidates[copies..];
        }

        foreach (var candidate in candidates)
        {
            if (count == chosen.Length)
                break;
            var slot = Ranked.Slot(candidate);
            if (slot == node)
                continue;
            var distance = Ranked.Distance(candidate);
            var kept = true;
            if (count > 0)
            {
                var scorer = space.PrepareStored(slot, buffer);
                for (var i = 0; i < count && kept; i++)
                    kept = scorer.Score(chosen[i]) >= distance;
            }

            if (kept)
                chosen[count++] = slot;
        }

        return count;
    }

    /// <summary>Which copies a node takes is drawn by a hash of both: were it the first ones, all would point to the same few and nothing to the rest.</summary>
    private static int SomeCopies(ReadOnlySpan<ulong> copies, int node, Span<int> chosen)
    {
        var drawn = new (ulong Draw, int Slot)[copies.Length];
        for (var i = 0; i < copies.Length; i++)
            drawn[i] = (Codes.SplitMix.Hash(((ulong)node << 32) | (uint)Ranked.Slot(copies[i])), Ranked.Slot(copies[i]));
        Array.Sort(drawn);
        var count = 0;
        foreach (var (_, slot) in drawn)
            if (slot != node && count < chosen.Length)
                chosen[count++] = slot;
        return count;
    }
}
