using Onebox.Vectors.Scoring;

namespace Onebox.Vectors.Graph;

internal static class Neighbours
{
    /// <summary>The paper's heuristic (algorithm 4): going outwards, keep a candidate only if it is nearer to the node than to everything kept so far, so
    /// that links point in different directions.</summary>
    /// <param name="candidates">Sorted, nearest first.</param>
    /// <returns>How many were written to <paramref name="chosen"/>, at most its length.</returns>
    public static int Select<TSpace, TScorer>(in TSpace space, ReadOnlySpan<ulong> candidates, int node, Span<int> chosen, QueryBuffer buffer)
        where TSpace : struct, ISpace<TScorer>
        where TScorer : struct, IScorer
    {
        var count = 0;
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
}
