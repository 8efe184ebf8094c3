using System.Numerics.Tensors;

namespace Onebox.Embeddings;

/// <summary>
/// The encoder's graph, read off its <c>model.json</c>: pieces → table of vectors → twice a layer (the first widens 256 to 512) → mean over the
/// pieces → tanh. The first layer's input counts the piece twice and its position once: so the published graph does it.
/// </summary>
internal sealed class Transformer
{
    private const int Narrow = 256;
    private const int Wide = SentenceEncoder.Dimensions;

    private readonly float[] _table;
    private readonly float[] _positions;
    private readonly TransformerLayer _first;
    private readonly TransformerLayer _second;
    private readonly PackedMatrix _head;

    private Transformer(float[] table, float[] positions, TransformerLayer first, TransformerLayer second, PackedMatrix head) =>
        (_table, _positions, _first, _second, _head) = (table, positions, first, second, head);

    public static Transformer Read(WeightShards shards)
    {
        var table = shards.Take(8002 * Narrow, "Embeddings_en");
        var timescales = shards.Take(Narrow / 2, "AddTimingSignal/TimingSignal/ExpandDims_1");
        var head = new PackedMatrix(shards.Take(Wide * Wide, "tanh_layer_0/weights"), shards.Take(Wide, "tanh_layer_0/bias"), Wide, Wide);
        return new Transformer(table, Positions(timescales), TransformerLayer.Read(shards, 0, Narrow), TransformerLayer.Read(shards, 1, Wide), head);
    }

    /// <summary>A row for each place in a text: the sines of its angles, then their cosines.</summary>
    private static float[] Positions(float[] timescales)
    {
        var positions = new float[SentenceEncoder.MaxTokens * Narrow];
        for (var position = 0; position < SentenceEncoder.MaxTokens; position++)
        {
            var row = positions.AsSpan(position * Narrow, Narrow);
            for (var i = 0; i < timescales.Length; i++) (row[i], row[i + timescales.Length]) = MathF.SinCos(timescales[i] * position);
        }

        return positions;
    }

    /// <param name="tokens">The pieces of all texts, one text after the other.</param>
    /// <param name="output">512 values for each text; not yet of length 1.</param>
    public void Run(ReadOnlySpan<int> tokens, ReadOnlySpan<int> lengths, Span<float> output)
    {
        var input = new float[tokens.Length * Narrow];
        for (int text = 0, row = 0; text < lengths.Length; text++)
        {
            for (var position = 0; position < lengths[text]; position++, row++)
            {
                var x = input.AsSpan(row * Narrow, Narrow);
                TensorPrimitives.Multiply(_table.AsSpan(tokens[row] * Narrow, Narrow), 2f, x);
                TensorPrimitives.Add(x, _positions.AsSpan(position * Narrow, Narrow), x);
            }
        }

        var scratch = new TransformerScratch(tokens.Length);
        _first.Run(input, lengths, scratch, scratch.State);
        _second.Run(scratch.State, lengths, scratch, scratch.State);
        var mean = new float[lengths.Length * Wide];
        for (int text = 0, row = 0; text < lengths.Length; row += lengths[text], text++)
        {
            var sum = mean.AsSpan(text * Wide, Wide);
            for (var i = 0; i < lengths[text]; i++) TensorPrimitives.Add(sum, scratch.State.AsSpan((row + i) * Wide, Wide), sum);
            TensorPrimitives.Divide(sum, Math.Max(lengths[text], 1), sum);
        }

        _head.Multiply(mean, lengths.Length, output);
        TensorPrimitives.Tanh(output, output);
    }
}

/// <summary>What one run needs besides the weights.</summary>
internal sealed class TransformerScratch(int rows)
{
    public float[] State { get; } = new float[rows * 512];
    public float[] Normal { get; } = new float[rows * 512];
    public float[] Residual { get; } = new float[rows * 512];
    public float[] Heads { get; } = new float[rows * 1536];
    public float[] Mixed { get; } = new float[rows * 512];
    public float[] Scores { get; } = new float[SentenceEncoder.MaxTokens];
}
