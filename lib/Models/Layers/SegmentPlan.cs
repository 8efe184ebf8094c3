namespace Onebox.Models;

/// <summary>Where the segments of a batch lie, and the position of each token in its own.</summary>
internal sealed class SegmentPlan
{
    public SegmentPlan(TokenBatch batch)
    {
        Starts = batch.SegmentStarts;
        Lengths = new int[Starts.Length];
        Positions = new int[batch.Tokens];
        for (var segment = 0; segment < Starts.Length; segment++)
        {
            Lengths[segment] = batch.LengthOf(segment);
            Longest = Math.Max(Longest, Lengths[segment]);
            for (var i = 0; i < Lengths[segment]; i++) Positions[Starts[segment] + i] = i;
        }
    }

    public int[] Starts { get; }

    public int[] Lengths { get; }

    public int[] Positions { get; }

    public int Tokens => Positions.Length;

    public int Longest { get; }
}
