namespace Onebox.Models.Loop;

/// <summary>
/// The arithmetic that training on a batch needs, as published utilisation figures count it (Chowdhery et al. 2022, arXiv:2204.02311, appendix B): two operations for each weight and token forward, two for the
/// input's gradient, two for the weight's. The head counts for trained tokens only, and attention half of the square of each segment, for no more is needed.
/// </summary>
internal static class DecoderWork
{
    /// <param name="frozen">The model's own weights get no gradients.</param>
    /// <param name="adapterParameters">Weights of adapters, each used once for a token.</param>
    public static double Flops(ModelShape shape, PackedBatch batch, bool frozen, long adapterParameters)
    {
        var each = frozen ? 4.0 : 6.0;
        var body = each * shape.Layers * LayerWeights(shape) * batch.Tokens.Tokens;
        var head = each * shape.Vocabulary * shape.Hidden * batch.TrainedTokens;
        var seen = 0.0;
        foreach (var segment in batch.Segments)
        {
            double length = segment.Length, window = shape.SlidingWindow is { } w ? Math.Min(w, length) : length;
            seen += (window * window / 2) + ((length - window) * window);
        }
        // Scores and their sum over values: 2 × 2 operations for each pair and head element, three times (forward, and two gradients).
        return body + head + (12.0 * shape.Layers * shape.Heads * shape.HeadSize * seen) + (6.0 * adapterParameters * batch.Tokens.Tokens);
    }

    /// <summary>The products of a forward pass.</summary>
    public static IReadOnlyList<MatmulShape> Matmuls(ModelShape shape, int tokens) =>
    [
        new(tokens, shape.Hidden, shape.QkvRows, shape.Layers),
        new(tokens, shape.Heads * shape.HeadSize, shape.Hidden, shape.Layers),
        new(tokens, shape.Hidden, shape.Intermediate, 2 * shape.Layers),
        new(tokens, shape.Intermediate, shape.Hidden, shape.Layers),
        new(tokens, shape.Hidden, shape.Vocabulary, 1),
    ];

    private static double LayerWeights(ModelShape shape) =>
        ((double)shape.QkvRows * shape.Hidden) + ((double)shape.Heads * shape.HeadSize * shape.Hidden) + (3.0 * shape.Intermediate * shape.Hidden);
}
