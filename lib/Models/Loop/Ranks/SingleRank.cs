namespace Onebox.Models.Loop;

/// <summary>No other processes.</summary>
internal sealed class SingleRank : IRankGroup
{
    public int Rank => 0;

    public int Size => 1;

    public void SumInRankOrder(Span<float> values)
    {
    }

    public void SumInRankOrder(Span<double> values)
    {
    }

    public void Dispose()
    {
    }
}
