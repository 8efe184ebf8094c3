namespace Onebox.Vectors.Tests;

/// <summary>Clustered vectors from a seed, and their exact neighbours by plain code that shares nothing with the index.</summary>
internal sealed class TestVectors
{
    private readonly float[][] _vectors;

    public TestVectors(int count, int dimensions, int seed, int clusters = 20, float offset = 0)
    {
        var random = new Random(seed);
        var centres = Enumerable.Range(0, clusters).Select(_ => Row(random, dimensions, 1f)).ToArray();
        ClusterOf = new int[count];
        _vectors = new float[count][];
        for (var i = 0; i < count; i++)
        {
            ClusterOf[i] = random.Next(clusters);
            _vectors[i] = Row(random, dimensions, 0.7f);
            for (var d = 0; d < dimensions; d++)
                _vectors[i][d] += centres[ClusterOf[i]][d] + offset;
        }
    }

    public int Count => _vectors.Length;

    public int[] ClusterOf { get; }

    public float[] this[int index] => _vectors[index];

    public IEnumerable<VectorRecord> Records(int first, int count)
        => Enumerable.Range(first, count).Select(i => new VectorRecord(i, _vectors[i]));

    public static float Distance(VectorMetric metric, float[] a, float[] b)
    {
        var (dot, aa, bb) = (0d, 0d, 0d);
        for (var i = 0; i < a.Length; i++)
        {
            dot += (double)a[i] * b[i];
            aa += (double)a[i] * a[i];
            bb += (double)b[i] * b[i];
        }

        return (float)(metric switch { VectorMetric.L2 => aa + bb - 2 * dot, VectorMetric.InnerProduct => -dot, _ => 1 - dot / Math.Sqrt(aa * bb) });
    }

    public static double Recall(VectorMetric metric, IReadOnlyDictionary<long, float[]> vectors, float[] query, ReadOnlySpan<VectorHit> hits, int k)
    {
        var truth = vectors.OrderBy(pair => Distance(metric, query, pair.Value)).Take(k).Select(static pair => pair.Key).ToHashSet();
        var found = 0;
        foreach (var hit in hits)
            if (truth.Contains(hit.Key))
                found++;
        return (double)found / truth.Count;
    }

    private static float[] Row(Random random, int dimensions, float scale)
        => Enumerable.Range(0, dimensions).Select(_ => scale * MathF.Sqrt(-2 * MathF.Log(1 - random.NextSingle())) * MathF.Cos(2 * MathF.PI * random.NextSingle())).ToArray();
}
