using Onebox.Api.Datasets;

namespace Onebox.Datasets.Checking;

/// <summary>Statistics of lengths; exact, not sampled: it counts how often each length was seen. Of n different lengths the sum is at least n²/2, so a terabyte of text holds 1.5 million.</summary>
internal sealed class Lengths
{
    private readonly Dictionary<long, long> _counts = [];

    public void Add(long length) => _counts[length] = _counts.GetValueOrDefault(length) + 1;

    public LengthStatistics ToStatistics()
    {
        var counts = _counts.OrderBy(c => c.Key).ToList();
        if (counts.Count == 0) return new LengthStatistics(0, 0, 0, 0, 0, 0, 0, []);
        var (rows, total) = (counts.Sum(c => c.Value), counts.Sum(c => c.Key * c.Value));
        return new LengthStatistics(total, Math.Round((double)total / rows, 1), counts[0].Key, Quantile(counts, rows, 0.5), Quantile(counts, rows, 0.9), Quantile(counts, rows, 0.99), counts[^1].Key, Histogram(counts));
    }

    /// <summary>The least length that so many of the rows do not exceed.</summary>
    private static long Quantile(List<KeyValuePair<long, long>> counts, long rows, double share)
    {
        var left = Math.Max(1, (long)Math.Ceiling(share * rows));
        foreach (var (length, count) in counts)
        {
            if ((left -= count) <= 0) return length;
        }

        return counts[^1].Key;
    }

    /// <summary>Bars of doubling width: lengths spread over orders of magnitude.</summary>
    private static List<LengthBar> Histogram(List<KeyValuePair<long, long>> counts)
    {
        var bars = new long[Bar(counts[^1].Key) + 1];
        foreach (var (length, count) in counts) bars[Bar(length)] += count;
        var first = Bar(counts[0].Key);
        return [.. Enumerable.Range(first, bars.Length - first).Select(bar => new LengthBar(bar == 0 ? 0 : 1L << bar, 1L << (bar + 1), bars[bar]))];
    }

    private static int Bar(long length) => (int)long.Log2(Math.Max(1, length));
}
