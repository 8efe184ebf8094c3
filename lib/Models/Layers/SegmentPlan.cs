namespace Onebox.Models;

/// <summary>The position of each token in its segment, and which tokens it sees: those from its first one to itself.</summary>
internal sealed class SegmentPlan
{
    public SegmentPlan(TokenBatch batch, int? slidingWindow)
    {
        Positions = new int[batch.Tokens];
        First = new int[batch.Tokens];
        for (var segment = 0; segment < batch.SegmentStarts.Length; segment++)
        {
            var (start, length) = (batch.SegmentStarts[segment], batch.LengthOf(segment));
            Longest = Math.Max(Longest, length);
            for (var i = 0; i < length; i++)
            {
                Positions[start + i] = i;
                First[start + i] = slidingWindow is { } window ? start + Math.Max(0, i - window + 1) : start;
            }
        }
    }

    public int[] Positions { get; }

    /// <summary>Never falls from one token to the next.</summary>
    public int[] First { get; }

    public int Tokens => Positions.Length;

    public int Longest { get; }
}
