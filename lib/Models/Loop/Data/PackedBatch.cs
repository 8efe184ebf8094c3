namespace Onebox.Models.Loop;

/// <summary>
/// One micro-batch: rows of equal length, each a run of segments (samples) that do not see each other, then padding. Arrays are [rows × length], row after row.
/// </summary>
/// <param name="Rows">Rows.</param>
/// <param name="Length">Tokens in a row, padding included.</param>
/// <param name="Tokens">Inputs; padding is token 0.</param>
/// <param name="Targets">For each input the token that follows it; 0 where <paramref name="Weights"/> is 0.</param>
/// <param name="Weights">What the loss of each target counts: 1 where trained, 0 elsewhere; other numbers come from DPO.</param>
/// <param name="Positions">Positions for RoPE; they begin at 0 with each segment.</param>
/// <param name="Segments">Where samples lie, by rising start. Attention is causal and stays within a segment. Padding belongs to none.</param>
public sealed record PackedBatch(int Rows, int Length, int[] Tokens, int[] Targets, float[] Weights, int[] Positions, IReadOnlyList<BatchSegment> Segments)
{
    /// <summary>Tokens that are not padding.</summary>
    public int RealTokens { get; } = Segments.Sum(s => s.Length);

    /// <summary>Sum of the weights' magnitudes: what the step divides the summed gradient by, over all micro-batches and ranks.</summary>
    public double TrainedTokens { get; } = SumOf(Weights);

    private static double SumOf(float[] weights)
    {
        var sum = 0.0;
        foreach (var weight in weights) sum += Math.Abs(weight);
        return sum;
    }
}

/// <summary>A sample's place in a batch.</summary>
/// <param name="Start">Index of its first token in the batch's arrays; a segment does not cross rows.</param>
/// <param name="Length">Tokens.</param>
/// <param name="Sample">Its index in the source.</param>
/// <param name="IsRejected">The rejected half of a preference pair; the other half is the segment before it.</param>
public readonly record struct BatchSegment(int Start, int Length, long Sample, bool IsRejected = false);
