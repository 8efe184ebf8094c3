namespace Onebox.Vectors.Bench;

/// <summary>Vectors that look like embeddings: clusters in a latent space of 32 dimensions, mapped by one random matrix into all dimensions, with a little
/// noise in each. Ground truth is exact.</summary>
internal static class SyntheticData
{
    private const int Latent = 32;

    public static Rows<float> Generate(int count, int dimensions, int clusters, int seed, int stream)
    {
        var shape = new Random(seed);
        var map = Enumerable.Range(0, Latent * dimensions).Select(_ => Gaussian(shape) / MathF.Sqrt(Latent)).ToArray();
        var centres = Enumerable.Range(0, clusters * Latent).Select(_ => Gaussian(shape)).ToArray();
        var values = new float[(long)count * dimensions];
        Parallel.For(0, (count + 999) / 1000, block =>
        {
            var random = new Random(HashCode(seed, stream, block));
            Span<float> latent = stackalloc float[Latent];
            for (var row = block * 1000; row < Math.Min(count, block * 1000 + 1000); row++)
            {
                var cluster = (int)(clusters * random.NextDouble() * random.NextDouble()); // Sizes differ.
                for (var i = 0; i < Latent; i++)
                    latent[i] = centres[cluster * Latent + i] + 0.6f * Gaussian(random);
                var target = values.AsSpan(row * dimensions, dimensions);
                for (var i = 0; i < Latent; i++)
                    for (var d = 0; d < dimensions; d++)
                        target[d] += latent[i] * map[i * dimensions + d];
                for (var d = 0; d < dimensions; d++)
                    target[d] += 0.15f * Gaussian(random);
            }
        });
        return new Rows<float>(dimensions, values);
    }

    private static int HashCode(int a, int b, int c) => unchecked((((a * 31) + b) * 1000003) + c);

    private static float Gaussian(Random random)
        => MathF.Sqrt(-2 * MathF.Log(1 - random.NextSingle())) * MathF.Cos(2 * MathF.PI * random.NextSingle());
}
