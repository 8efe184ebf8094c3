using Onebox.Weights;

namespace Onebox.Models.Loop;

internal enum StatePart
{
    Weights,
    Optimizer,
}

/// <summary>A tensor of a checkpoint, float32 or bfloat16, and where it lies in memory.</summary>
internal sealed record StateTensor(string Name, StatePart Part, IReadOnlyList<long> Shape, nint Address, long Bytes)
{
    public TensorType Type => Bytes == 2 * Shape.Aggregate(1L, (a, b) => a * b) ? TensorType.BF16 : TensorType.F32;

    /// <summary>A parameter's value. The parameter must be trainable.</summary>
    public static unsafe StateTensor WeightOf(ModelParameter parameter) =>
        new(parameter.Name, StatePart.Weights, parameter.Shape, (nint)Panel.PointerOf(parameter.Value!), parameter.Count * sizeof(float));

    public unsafe Span<byte> Slice(long from, int count) => new((byte*)Address + from, count);
}
