using System.Runtime.InteropServices;

namespace Onebox.Llama;

/// <summary>Locally typical sampling (Meister, Pimentel, Wiher, Cotterell, 2022).</summary>
internal static class Typical
{
    /// <summary>Keeps, in front, the tokens whose surprise is nearest to the entropy until they hold <paramref name="p"/> of the mass.</summary>
    public static int Filter(Span<int> ids, Span<double> weights, double mass, float p)
    {
        double entropy = 0;
        foreach (var weight in weights)
            if (weight > 0) entropy -= weight / mass * Math.Log(weight / mass);
        double total = 0;
        foreach (var weight in weights) total += weight;
        // Selection by repeated minimum would be quadratic; keys sorted in place keep it n log n without an allocation.
        var comparer = new BySurprise(entropy, mass);
        Sort(ids, weights, comparer);
        double reached = 0;
        var kept = 0;
        while (kept < ids.Length && reached < p * total) reached += weights[kept++];
        return Math.Max(kept, 1);
    }

    private static void Sort(Span<int> ids, Span<double> weights, BySurprise by)
    {
        for (var i = (ids.Length / 2) - 1; i >= 0; i--) Sink(ids, weights, i, ids.Length, by);
        for (var end = ids.Length - 1; end > 0; end--)
        {
            Swap(ids, weights, 0, end);
            Sink(ids, weights, 0, end, by);
        }
    }

    private static void Sink(Span<int> ids, Span<double> weights, int at, int length, BySurprise by)
    {
        while (true)
        {
            var child = (2 * at) + 1;
            if (child >= length) return;
            if (child + 1 < length && by.Before(ids, weights, child, child + 1)) child++;
            if (!by.Before(ids, weights, at, child)) return;
            Swap(ids, weights, at, child);
            at = child;
        }
    }

    private static void Swap(Span<int> ids, Span<double> weights, int a, int b)
    {
        (ids[a], ids[b]) = (ids[b], ids[a]);
        (weights[a], weights[b]) = (weights[b], weights[a]);
    }

    [StructLayout(LayoutKind.Auto)]
    private readonly record struct BySurprise(double Entropy, double Mass)
    {
        public bool Before(Span<int> ids, Span<double> weights, int a, int b)
        {
            var distance = Distance(weights[a]).CompareTo(Distance(weights[b]));
            return distance < 0 || (distance == 0 && ids[a] < ids[b]);
        }

        private double Distance(double weight) => weight > 0 ? Math.Abs(-Math.Log(weight / Mass) - Entropy) : double.PositiveInfinity;
    }
}
