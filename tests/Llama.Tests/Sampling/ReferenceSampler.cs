namespace Onebox.Llama.Tests;

/// <summary>The sampling steps written down as plainly as possible, to hold the fast ones against.</summary>
internal static class ReferenceSampler
{
    public static double[] Distribution(float[] logits, SamplingOptions o)
    {
        var n = logits.Length;
        var order = Enumerable.Range(0, n).OrderByDescending(i => logits[i]).ThenBy(i => i).ToList();
        double max = logits.Max();
        var all = logits.Select(l => Math.Exp((l - max) / o.Temperature)).ToArray();
        if (o.TopK > 0) order = [.. order.Take(o.TopK)];
        var mass = order.Sum(i => all[i]);
        if (o.TypicalP < 1)
        {
            var entropy = order.Where(i => all[i] > 0).Sum(i => -all[i] / mass * Math.Log(all[i] / mass));
            var near = order.OrderBy(i => Math.Abs(-Math.Log(all[i] / mass) - entropy)).ToList();
            order = [.. Prefix(near, all, o.TypicalP * mass).OrderByDescending(i => logits[i]).ThenBy(i => i)];
            mass = order.Sum(i => all[i]);
        }
        if (o.TopP < 1) order = Prefix(order, all, o.TopP * mass);
        if (o.MinP > 0) order = [.. order.Where((i, at) => at == 0 || all[i] >= o.MinP * all[order[0]])];
        var kept = order.Sum(i => all[i]);
        var result = new double[n];
        foreach (var i in order) result[i] = all[i] / kept;
        return result;
    }

    private static List<int> Prefix(List<int> order, double[] weights, double wanted)
    {
        var kept = new List<int>();
        double reached = 0;
        foreach (var i in order)
        {
            if (kept.Count > 0 && reached >= wanted) break;
            kept.Add(i);
            reached += weights[i];
        }
        return kept;
    }
}
