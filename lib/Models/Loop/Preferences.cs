using System.Runtime.InteropServices;

namespace Onebox.Models.Loop;

/// <summary>
/// DPO (Rafailov et al. 2023, arXiv:2305.18290): the loss of a pair is −log σ(β·m) with the margin m = (log π(chosen) − log ref(chosen)) − (log π(rejected) − log ref(rejected)).
/// Its derivative by any token's −log p is β·σ(−β·m) in the chosen answer and the negative of it in the rejected one: so it trains as a weighted sum of token losses.
/// </summary>
internal static class Preferences
{
    /// <summary>Sums over the pairs of a batch.</summary>
    [StructLayout(LayoutKind.Auto)]
    public readonly record struct PairSum(double Loss, int Pairs, int Preferred);

    /// <summary>Adds the gradient of the pairs' summed loss.</summary>
    public static PairSum Backward(ITrainable model, PackedBatch batch, double beta, long seed)
    {
        var reference = model.LogProbabilities(batch, reference: true);
        var sum = default(PairSum);
        model.Backward(batch, seed, policy =>
        {
            var weights = new float[policy.Length];
            sum = Walk(batch, policy, reference, beta, weights);
            return weights;
        });
        return sum;
    }

    public static PairSum Evaluate(ITrainable model, PackedBatch batch, double beta) =>
        Walk(batch, model.LogProbabilities(batch, reference: false), model.LogProbabilities(batch, reference: true), beta, weights: null);

    private static PairSum Walk(PackedBatch batch, float[] policy, float[] reference, double beta, float[]? weights)
    {
        var sum = default(PairSum);
        for (var i = 1; i < batch.Segments.Count; i++)
        {
            if (!batch.Segments[i].IsRejected) continue;
            var (chosen, rejected) = (batch.Segments[i - 1], batch.Segments[i]);
            var margin = beta * (Gain(chosen, policy, reference) - Gain(rejected, policy, reference));
            sum = new PairSum(sum.Loss + Softplus(-margin), sum.Pairs + 1, sum.Preferred + (margin > 0 ? 1 : 0));
            if (weights is null) continue;
            var pull = (float)(beta / (1 + Math.Exp(margin)));
            weights.AsSpan(chosen.Start, chosen.Length).Fill(pull);
            weights.AsSpan(rejected.Start, rejected.Length).Fill(-pull);
        }
        return sum;
    }

    private static double Gain(BatchSegment segment, float[] policy, float[] reference)
    {
        var gain = 0.0;
        for (var i = segment.Start; i < segment.Start + segment.Length; i++) gain += (double)policy[i] - reference[i];
        return gain;
    }

    /// <summary>log(1 + eˣ) without overflow.</summary>
    private static double Softplus(double x) => Math.Max(x, 0) + Math.Log(1 + Math.Exp(-Math.Abs(x)));
}
