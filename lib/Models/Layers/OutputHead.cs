using TorchSharp;
using Tensor = TorchSharp.torch.Tensor;

namespace Onebox.Models;

/// <summary>From the last norm to the loss. Logits are made for some rows at a time and only for rows that have a target: all of them at once would be the largest tensor by far.</summary>
internal sealed unsafe class OutputHead<E> : IDisposable
    where E : struct, IElements
{
    private const long LogitBytes = 64L << 20;
    private readonly ModelShape _shape;
    private readonly Linear _output;
    private readonly torch.ScalarType _type;
    private Panel? _logits;
    private Panel? _selected;

    public OutputHead(ModelShape shape, Linear output, torch.ScalarType type)
    {
        _shape = shape;
        _output = output;
        _type = type;
    }

    /// <summary>Log-probabilities of the rows' targets; with weights also the gradients of Σ weight · -log p.</summary>
    /// <param name="normed">[tokens, hidden].</param>
    /// <param name="rows">Which rows have targets.</param>
    /// <param name="targets">Their targets.</param>
    /// <param name="weights">Their weights; null for no gradient.</param>
    /// <param name="gradient">[tokens, hidden] Takes the gradient of <paramref name="normed"/>.</param>
    public float[] Run(Panel normed, int tokens, int[] rows, int[] targets, float[]? weights, Panel? gradient)
    {
        var logs = new float[rows.Length];
        var whole = rows.Length == tokens;
        if (gradient is not null && !whole) gradient.Rows(tokens).zero_();
        // In pieces of one size where possible: their memory is used again.
        var limit = (int)Math.Clamp(LogitBytes / ((long)_shape.Vocabulary * E.Size), 128, 4096);
        for (var start = 0; start < rows.Length; start += limit)
        {
            var count = Math.Min(limit, rows.Length - start);
            Make(count);
            var piece = rows.AsMemory(start, count);
            using var scope = torch.NewDisposeScope();
            Tensor input, inputGradient;
            if (whole)
            {
                input = normed.All.narrow(0, start, count);
                inputGradient = (gradient ?? normed).All.narrow(0, start, count);
            }
            else
            {
                RowKernel.Gather(normed.Pointer, piece, _selected!.Pointer, _shape.Hidden * E.Size);
                input = _selected.All.narrow(0, 0, count);
                inputGradient = _selected.All.narrow(0, limit, count);
            }
            var logits = _logits!.All.narrow(0, 0, count);
            _output.Forward(input, logits);
            LossKernel.Run<E>(_logits.Pointer, targets.AsMemory(start, count), weights?.AsMemory(start, count), logs.AsMemory(start, count), _shape.Vocabulary);
            if (gradient is null) continue;
            _output.WeightGradient(input, logits);
            _output.InputGradient(logits, inputGradient);
            if (!whole) RowKernel.Scatter((byte*)_selected!.Pointer + ((nint)limit * _shape.Hidden * E.Size), piece, gradient.Pointer, _shape.Hidden * E.Size);
        }
        return logs;

        void Make(int count)
        {
            if (_logits is null || _logits.All.shape[0] < count)
            {
                _logits?.Dispose();
                _logits = new Panel(count, _shape.Vocabulary, _type);
            }
            if (!whole) _selected ??= new Panel(2 * limit, _shape.Hidden, _type);
        }
    }

    /// <summary>[tokens, vocabulary] float32.</summary>
    public Tensor Logits(Panel normed, int tokens)
    {
        using var scope = torch.NewDisposeScope();
        var logits = torch.empty(tokens, _shape.Vocabulary, dtype: _type);
        _output.Forward(normed.Rows(tokens), logits);
        return logits.to(torch.float32).MoveToOuterDisposeScope();
    }

    public void Dispose()
    {
        _logits?.Dispose();
        _selected?.Dispose();
    }
}
