using Onebox.Api.Datasets;

namespace Onebox.Datasets.Checking;

/// <summary>Statistics of one column of the analysed rows; exact, not sampled.</summary>
internal sealed class Lengths(Scratch scratch)
{
    public LengthStatistics Of(string column)
    {
        // One question at a time: an open answer would end with the next question.
        var of = scratch.Ask($"SELECT coalesce(sum({column}), 0)::BIGINT, coalesce(avg({column}), 0), coalesce(min({column}), 0)::BIGINT, coalesce(max({column}), 0)::BIGINT, coalesce(quantile_disc({column}, 0.5), 0)::BIGINT, coalesce(quantile_disc({column}, 0.9), 0)::BIGINT, coalesce(quantile_disc({column}, 0.99), 0)::BIGINT FROM rows")
            .Select(a => (Total: a.GetInt64(0), Mean: a.GetDouble(1), Min: a.GetInt64(2), Max: a.GetInt64(3), Median: a.GetInt64(4), P90: a.GetInt64(5), P99: a.GetInt64(6))).ToList()[0];
        return new LengthStatistics(of.Total, Math.Round(of.Mean, 1), of.Min, of.Median, of.P90, of.P99, of.Max, Histogram(column));
    }

    /// <summary>Bars of doubling width: lengths spread over orders of magnitude.</summary>
    private List<LengthBar> Histogram(string column)
    {
        var counts = new SortedDictionary<int, long>();
        foreach (var bar in scratch.Ask($"SELECT floor(log2(greatest({column}, 1)))::INTEGER AS bar, count(*) FROM rows GROUP BY bar ORDER BY bar")) counts[bar.GetInt32(0)] = bar.GetInt64(1);
        if (counts.Count == 0) return [];
        var bars = new List<LengthBar>();
        for (var bar = counts.Keys.First(); bar <= counts.Keys.Last(); bar++) bars.Add(new LengthBar(bar == 0 ? 0 : 1L << bar, 1L << (bar + 1), counts.GetValueOrDefault(bar)));
        return bars;
    }
}
