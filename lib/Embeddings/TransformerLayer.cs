using System.Numerics.Tensors;

namespace Onebox.Embeddings;

/// <summary>One layer: normalise, attend with four heads, add, normalise, two dense steps with a rectifier between, add.</summary>
internal sealed class TransformerLayer
{
    private const int Width = SentenceEncoder.Dimensions;
    private const int Hidden = 1536;
    private const int HeadCount = 4;
    private const float Epsilon = 1e-6f;

    private readonly int _inputs;
    private readonly float[] _scale, _shift, _innerScale, _innerShift;
    private readonly PackedMatrix _queriesKeysValues, _attended, _widen, _back;
    private readonly PackedMatrix? _residual;

    private TransformerLayer(WeightShards shards, string layer, int inputs)
    {
        _inputs = inputs;
        const string norm = "layer_prepostprocess/layer_norm/layer_norm_";
        (_scale, _shift) = (shards.Take(inputs, layer, "TransformerLayer/" + norm + "scale"), shards.Take(inputs, layer, "TransformerLayer/" + norm + "bias"));
        (_innerScale, _innerShift) = (shards.Take(Width, layer, "FFN/" + norm + "scale"), shards.Take(Width, layer, "FFN/" + norm + "bias"));
        PackedMatrix Matrix(int from, int to, string kernel, string bias) => new(shards.Take(from * to, layer, kernel), shards.Take(to, layer, bias), from, to);
        _queriesKeysValues = Matrix(inputs, 3 * inputs, "qkv_transform_single/kernel", "qkv_transform_single/bias");
        _attended = Matrix(inputs, Width, "output_transform_single/kernel", "output_transform_single/bias");
        _residual = inputs == Width ? null : Matrix(inputs, Width, "dense/kernel", "dense/bias");
        _widen = Matrix(Width, Hidden, "FFN/conv1/Tensordot/Reshape_1", "FFN/conv1/bias");
        _back = Matrix(Hidden, Width, "FFN/conv2/Tensordot/Reshape_1", "FFN/conv2/bias");
    }

    public static TransformerLayer Read(WeightShards shards, int index, int inputs) => new(shards, $"Layer_{index}/", inputs);

    /// <param name="input">A row for each piece; may be <paramref name="output"/> itself when both are equally wide.</param>
    public void Run(ReadOnlySpan<float> input, ReadOnlySpan<int> lengths, TransformerScratch scratch, Span<float> output)
    {
        var rows = input.Length / _inputs;
        Normalize(input, _scale, _shift, scratch.Normal);
        _queriesKeysValues.Multiply(scratch.Normal, rows, scratch.Heads);
        Attend(lengths, scratch);
        if (_residual is null) input.CopyTo(scratch.Residual);
        else _residual.Multiply(input, rows, scratch.Residual);
        _attended.Multiply(scratch.Mixed, rows, output);
        TensorPrimitives.Add(output, scratch.Residual, output);

        Normalize(output, _innerScale, _innerShift, scratch.Normal);
        _widen.Multiply(scratch.Normal, rows, scratch.Heads);
        TensorPrimitives.Max(scratch.Heads, 0f, scratch.Heads);
        _back.Multiply(scratch.Heads, rows, scratch.Mixed);
        TensorPrimitives.Add(output, scratch.Mixed, output);
    }

    private static void Normalize(ReadOnlySpan<float> input, float[] scale, float[] shift, Span<float> output)
    {
        var width = scale.Length;
        for (var at = 0; at < input.Length; at += width)
        {
            var from = input.Slice(at, width);
            var to = output.Slice(at, width);
            TensorPrimitives.Subtract(from, TensorPrimitives.Sum(from) / width, to);
            var factor = 1 / MathF.Sqrt((TensorPrimitives.SumOfSquares<float>(to) / width) + Epsilon);
            TensorPrimitives.Multiply(to, factor, to);
            TensorPrimitives.MultiplyAdd(to, scale, shift, to);
        }
    }

    /// <summary>Each text attends to its own pieces only.</summary>
    private void Attend(ReadOnlySpan<int> lengths, TransformerScratch scratch)
    {
        var (stride, depth) = (3 * _inputs, _inputs / HeadCount);
        var factor = 1 / MathF.Sqrt(depth);
        var first = 0;
        foreach (var length in lengths)
        {
            var scores = scratch.Scores.AsSpan(0, length);
            for (var head = 0; head < HeadCount; head++)
            {
                for (var row = 0; row < length; row++)
                {
                    var query = scratch.Heads.AsSpan(((first + row) * stride) + (head * depth), depth);
                    for (var key = 0; key < length; key++)
                        scores[key] = factor * TensorPrimitives.Dot<float>(query, scratch.Heads.AsSpan(((first + key) * stride) + _inputs + (head * depth), depth));
                    TensorPrimitives.SoftMax(scores, scores);
                    var mixed = scratch.Mixed.AsSpan(((first + row) * _inputs) + (head * depth), depth);
                    mixed.Clear();
                    for (var value = 0; value < length; value++)
                        TensorPrimitives.MultiplyAdd(scratch.Heads.AsSpan(((first + value) * stride) + (2 * _inputs) + (head * depth), depth), scores[value], mixed, mixed);
                }
            }

            first += length;
        }
    }
}
