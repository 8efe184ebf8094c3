namespace Onebox.Llama;

/// <summary>
/// Batches in which each row's numbers do not depend on the other rows. ggml's CPU kernels choose their order of summation by shape: one row may run through
/// matrix-vector kernels and split its attention between threads; rearranged weights take rows by fours and the rest one by one; attention over
/// 64 rows or more walks in tiles whose borders are other sequences' cells. So: fewer than 64 rows, padded to a multiple that this model's kernels are
/// indifferent to, outputs too (the last layer runs on the output rows alone). The multiple is found by trying, once, when the first exact sequence runs.
/// </summary>
internal sealed class ExactBatch(LlamaContext context, EngineOptions options, int sequence)
{
    /// <summary>Rows to fill before padding: the padding still fits below 64.</summary>
    public const int Rows = 56;

    /// <summary>Most cells that padding, or the trial, takes.</summary>
    public const int Cells = 8;

    // Attention of a single row is split between threads from this many cells on.
    private const int SplitCells = 512;

    private int _multiple;

    public void Pad(int outputs)
    {
        if (context.Count == 0) return;
        var position = 0;
        while (outputs % _multiple != 0 && context.Count < context.Capacity)
        {
            context.Add(0, position++, sequence, output: true);
            outputs++;
        }
        while (context.Count % _multiple != 0 && context.Count < context.Capacity) context.Add(0, position++, sequence, output: false);
        context.Padded = position > 0;
    }

    /// <summary>Finds the multiple: the least of 1, 2 and 4 at which eight tokens get the same logits, bit by bit, however they are divided among batches.</summary>
    public void Prepare()
    {
        if (_multiple > 0) return;
        _multiple = 4;
        if (Try([8]) is not { } whole) return;
        if (Same(whole, [4, 4]) && Same(whole, [2, 2, 4]) && Same(whole, [6, 2])) _multiple = 2;
        var split = options.Threads > 1 && options.ContextTokens + Cells >= SplitCells;
        if (_multiple == 2 && !split && Same(whole, [1, 1, 1, 1, 1, 1, 1, 1]) && Same(whole, [3, 5])) _multiple = 1;
    }

    private bool Same(float[][] whole, int[] shape) => Try(shape) is { } rows && rows.Zip(whole).All(pair => pair.First.AsSpan().SequenceEqual(pair.Second));

    private float[][]? Try(int[] shape)
    {
        var rows = new List<float[]>();
        foreach (var size in shape)
        {
            context.Begin();
            for (var i = 0; i < size; i++) context.Add((rows.Count + i + 1) % context.VocabularySize, rows.Count + i, sequence, output: true);
            if (context.Decode() != 0) break;
            for (var i = 0; i < size; i++) rows.Add(context.Logits(i).ToArray());
        }
        LlamaApi.llama_memory_seq_rm(context.Memory, sequence, 0, -1);
        return rows.Count == shape.Sum() ? [.. rows] : null;
    }
}
