namespace Onebox.Models.Loop;

/// <summary>One micro-batch: samples one after the other, each a segment that does not see the others. There is no padding.</summary>
/// <param name="Tokens">Inputs, and for each the token that follows it or, where it is not trained, -1.</param>
/// <param name="Segments">Which samples these are.</param>
public sealed record PackedBatch(TokenBatch Tokens, IReadOnlyList<BatchSegment> Segments)
{
    /// <summary>Targets that are trained.</summary>
    public int TrainedTokens { get; } = Tokens.Targets!.Count(t => t >= 0);

    /// <summary>Preference pairs.</summary>
    public int Pairs { get; } = Segments.Count(s => s.IsRejected);
}

/// <summary>A sample's place in a batch.</summary>
/// <param name="Start">Index of its first token.</param>
/// <param name="Length">Tokens.</param>
/// <param name="Sample">Its index in the source.</param>
/// <param name="IsRejected">The rejected half of a preference pair; the other half is the segment before it.</param>
public readonly record struct BatchSegment(int Start, int Length, long Sample, bool IsRejected = false);
