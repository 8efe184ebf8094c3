namespace Onebox.Models;

/// <summary>
/// Tokens to compute at once: segments one after another, each a text of its own whose tokens see those before them in the same segment
/// and nothing else. Several packed rows are simply more segments. Arrays are kept, not copied.
/// </summary>
public sealed class TokenBatch
{
    /// <param name="ids">[tokens] Token ids.</param>
    /// <param name="segmentStarts">Where each segment begins, rising, the first at 0. Positions count from 0 in each.</param>
    /// <param name="targets">[tokens] The token that each place shall foretell, as a rule the next one; -1 where no loss is taken. Null: none anywhere.</param>
    /// <exception cref="ArgumentException">The arrays do not fit together.</exception>
    public TokenBatch(int[] ids, int[] segmentStarts, int[]? targets = null)
    {
        if (ids.Length == 0) throw new ArgumentException("There are no tokens.", nameof(ids));
        if (targets is not null && targets.Length != ids.Length) throw new ArgumentException("There must be a target for each token.", nameof(targets));
        if (segmentStarts.Length == 0 || segmentStarts[0] != 0) throw new ArgumentException("The first segment must begin at 0.", nameof(segmentStarts));
        for (var i = 1; i < segmentStarts.Length; i++)
        {
            if (segmentStarts[i] <= segmentStarts[i - 1] || segmentStarts[i] >= ids.Length) throw new ArgumentException("Segments must begin one after another, inside the tokens.", nameof(segmentStarts));
        }
        Ids = ids;
        SegmentStarts = segmentStarts;
        Targets = targets;
    }

    public int[] Ids { get; }

    public int[] SegmentStarts { get; }

    public int[]? Targets { get; }

    public int Tokens => Ids.Length;

    /// <summary>One text.</summary>
    public static TokenBatch Single(int[] ids) => new(ids, [0]);

    /// <summary>One text in which each token shall foretell the next.</summary>
    public static TokenBatch Text(int[] ids) => new(ids, [0], [.. ids.Skip(1), -1]);

    internal int LengthOf(int segment) => (segment + 1 < SegmentStarts.Length ? SegmentStarts[segment + 1] : Ids.Length) - SegmentStarts[segment];
}
