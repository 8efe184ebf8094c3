namespace Onebox.Models.Loop;

/// <summary>The processes that share each step, data-parallel. Every rank calls the same operations in the same order. NCCL and MPI fit behind it.</summary>
public interface IRankGroup : IDisposable
{
    /// <summary>0 to <see cref="Size"/> − 1. Rank 0 validates, writes checkpoints and tells.</summary>
    int Rank { get; }

    int Size { get; }

    /// <summary>Every rank's <paramref name="values"/> become the sum of all, added in the order of the ranks: the same bits everywhere, every time.</summary>
    /// <exception cref="RankLostException">Another rank has ended.</exception>
    void SumInRankOrder(Span<float> values);

    /// <summary>As above for a few numbers in full precision (losses, counts, decisions).</summary>
    void SumInRankOrder(Span<double> values);
}

/// <summary>A rank has gone; the step cannot be completed. All ranks end, and the run resumes from its latest checkpoint.</summary>
public sealed class RankLostException(string message, Exception? inner = null) : IOException(message, inner);
