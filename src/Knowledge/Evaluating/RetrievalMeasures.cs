using Onebox.Api.Knowledge;

namespace Onebox.Knowledge.Evaluating;

/// <summary>Measures of a ranking with known right documents: recall@k, nDCG@10 (binary gains, as trec_eval and BEIR count), reciprocal rank.</summary>
internal static class RetrievalMeasures
{
    private const int NdcgDepth = 10;

    /// <param name="ranking">For each place whether it is right, each right thing once.</param>
    /// <param name="right">How many right things there are.</param>
    public static RetrievalQuality Of(IReadOnlyList<bool> ranking, int right, int top)
    {
        if (right == 0) return new RetrievalQuality(0, 0, 0);
        var (gain, ideal) = (0.0, 0.0);
        for (var i = 0; i < Math.Min(NdcgDepth, ranking.Count); i++)
            if (ranking[i]) gain += 1 / Math.Log2(i + 2);
        for (var i = 0; i < Math.Min(NdcgDepth, right); i++) ideal += 1 / Math.Log2(i + 2);
        var first = -1;
        for (var i = 0; i < ranking.Count && first < 0; i++)
            if (ranking[i]) first = i;
        return new RetrievalQuality(ranking.Take(top).Count(r => r) / (double)right, gain / ideal, first < 0 ? 0 : 1.0 / (first + 1));
    }

    public static RetrievalQuality Mean(IReadOnlyCollection<RetrievalQuality> all) => all.Count == 0
        ? new RetrievalQuality(0, 0, 0)
        : new RetrievalQuality(all.Average(q => q.RecallAtK), all.Average(q => q.NdcgAt10), all.Average(q => q.Mrr));
}
