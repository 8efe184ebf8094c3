using TorchSharp;
using Tensor = TorchSharp.torch.Tensor;

namespace Onebox.Models;

/// <summary>
/// A weight of a model. A trainable one has a float32 master, <see cref="Value"/>, a float32 gradient of the same shape, and, when the model
/// computes in bfloat16, a bfloat16 copy that is what is computed with. All three are contiguous and stay where they are in memory.
/// </summary>
public sealed unsafe class ModelParameter : IDisposable
{
    private readonly float* _master;
    private readonly Tensor? _compute;

    internal ModelParameter(string name, Tensor value, ComputeType compute, bool trainable)
    {
        Name = name;
        Shape = value.shape;
        Trainable = trainable;
        if (trainable)
        {
            Value = value;
            _master = (float*)Panel.PointerOf(value);
            Gradient = torch.zeros_like(value).DetachFromDisposeScope();
            GradientPointer = (float*)Panel.PointerOf(Gradient);
            _compute = compute == ComputeType.BFloat16 && value.dim() == 2 ? value.to(torch.bfloat16).DetachFromDisposeScope() : value;
        }
        else
        {
            _compute = value;
        }
        ComputePointer = Panel.PointerOf(_compute);
    }

    /// <summary>A frozen matrix that is kept in fewer bits.</summary>
    internal ModelParameter(string name, long[] shape, QuantizedMatrix quantized)
    {
        Name = name;
        Shape = shape;
        Quantized = quantized;
    }

    /// <summary>Its name in the model, unique and the same in every process: <c>layers.3.attention.qkv</c>.</summary>
    public string Name { get; }

    public IReadOnlyList<long> Shape { get; }

    /// <summary>Elements.</summary>
    public long Count => Shape.Aggregate(1L, (a, b) => a * b);

    public bool Trainable { get; }

    /// <summary>Whether weight decay makes sense: matrices but no norms and biases.</summary>
    public bool Decays => Shape.Count > 1;

    /// <summary>The float32 master, which an optimizer changes in place. Null when it is not trainable.</summary>
    public Tensor? Value { get; }

    /// <summary>float32. Counts only while <see cref="HasGradient"/>; before that its content is left from earlier.</summary>
    public Tensor? Gradient { get; }

    /// <summary>Something was added to the gradient since <see cref="ClearGradient"/>.</summary>
    public bool HasGradient { get; internal set; }

    /// <summary>What is computed with: a bfloat16 copy of <see cref="Value"/>, or <see cref="Value"/> itself. Not there where a frozen matrix is kept in fewer bits.</summary>
    public Tensor Compute => _compute ?? throw new InvalidOperationException($"{Name} is kept in fewer bits than it is computed with.");

    internal QuantizedMatrix? Quantized { get; }

    /// <summary>The float32 numbers that a file gets: the master, or what is computed with where that is float32. Null where only bfloat16 is kept.</summary>
    internal float* Master => Value is not null ? _master : _compute is not null && _compute.dtype == torch.float32 ? (float*)ComputePointer : null;

    internal void* ComputePointer { get; }

    internal float* GradientPointer { get; }

    /// <summary>The gradient counts as zero from here on. Costs nothing: the next addition overwrites.</summary>
    public void ClearGradient() => HasGradient = false;

    /// <summary>Brings <see cref="Compute"/> up to <see cref="Value"/>, after an optimizer or a checkpoint changed that and did not write both.</summary>
    public void Publish()
    {
        if (Value is null || ReferenceEquals(Value, Compute)) return;
        using var quiet = torch.no_grad();
        Compute.copy_(Value);
    }

    /// <summary>The gradient as something to add to: zero at the first time.</summary>
    internal float* BeginGradient()
    {
        if (!HasGradient) Gradient!.zero_();
        HasGradient = true;
        return GradientPointer;
    }

    public void Dispose()
    {
        Value?.Dispose();
        Gradient?.Dispose();
        if (!ReferenceEquals(Value, _compute)) _compute?.Dispose();
        Quantized?.Dispose();
    }
}
