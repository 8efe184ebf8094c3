using System.Numerics;

namespace Onebox.Vectors.Bench;

/// <summary>The true nearest neighbours, by comparing everything: plain code that shares nothing with what is measured.</summary>
internal static class ExactTruth
{
    public static Rows<int> Compute(Rows<float> vectors, Rows<float> queries, string metric, int k)
    {
        var norms = new float[vectors.Count];
        Parallel.For(0, vectors.Count, row => norms[row] = Dot(vectors[row], vectors[row]));
        var truth = new int[queries.Count * k];
        // A block of base rows stays in cache while all queries of a thread pass over it.
        const int Group = 16;
        Parallel.For(0, (queries.Count + Group - 1) / Group, group =>
        {
            var first = group * Group;
            var last = Math.Min(queries.Count, first + Group);
            var nearest = Enumerable.Range(first, last - first).Select(_ => new PriorityQueue<int, float>()).ToArray();
            for (var row = 0; row < vectors.Count; row++)
                for (var query = first; query < last; query++)
                {
                    var dot = Dot(vectors[row], queries[query]);
                    var distance = metric switch { "l2" => norms[row] - 2 * dot, "ip" => -dot, _ => -dot / MathF.Sqrt(norms[row]) };
                    var queue = nearest[query - first];
                    if (queue.Count < k)
                        queue.Enqueue(row, -distance);
                    else
                        queue.EnqueueDequeue(row, -distance);
                }

            for (var query = first; query < last; query++)
                for (var i = k - 1; i >= 0; i--)
                    truth[query * k + i] = nearest[query - first].Dequeue();
        });
        return new Rows<int>(k, truth);
    }

    private static float Dot(ReadOnlySpan<float> a, ReadOnlySpan<float> b)
    {
        Vector<float> s0 = default, s1 = default;
        var i = 0;
        for (; i <= a.Length - 2 * Vector<float>.Count; i += 2 * Vector<float>.Count)
        {
            s0 += new Vector<float>(a[i..]) * new Vector<float>(b[i..]);
            s1 += new Vector<float>(a[(i + Vector<float>.Count)..]) * new Vector<float>(b[(i + Vector<float>.Count)..]);
        }

        var sum = Vector.Sum(s0 + s1);
        for (; i < a.Length; i++)
            sum += a[i] * b[i];
        return sum;
    }
}
