namespace Onebox.Llama;

/// <summary>
/// Batches in which each row's numbers do not depend on the other rows. ggml's CPU kernels choose their order of summation by shape: one row runs through
/// matrix-vector kernels and splits its attention between threads; rearranged weights take rows by fours and the rest one by one; attention over
/// 64 rows or more walks in tiles whose borders are other sequences' cells. So: fewer than 64 rows, always a multiple of four, outputs too (the last layer runs on
/// the output rows alone). Measured by the bench's invariance run.
/// </summary>
internal static class ExactBatch
{
    public const int Multiple = 4;

    /// <summary>Rows to fill before padding: the padding still fits below 64.</summary>
    public const int Rows = 56;

    /// <summary>Most cells that padding takes.</summary>
    public const int Cells = 2 * Multiple;

    public static void Pad(LlamaContext context, int outputs, int sequence)
    {
        if (context.Count == 0) return;
        var position = 0;
        while (outputs % Multiple != 0 && context.Count < context.Capacity)
        {
            context.Add(0, position++, sequence, output: true);
            outputs++;
        }
        while (context.Count % Multiple != 0 && context.Count < context.Capacity) context.Add(0, position++, sequence, output: false);
        context.Padded = position > 0;
    }
}
