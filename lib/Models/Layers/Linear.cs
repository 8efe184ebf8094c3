using TorchSharp;
using Tensor = TorchSharp.torch.Tensor;

namespace Onebox.Models;

/// <summary>y = x Wᵀ with its gradients, and an adapter beside W if there is one. Outputs are written into tensors that the caller owns.</summary>
internal sealed unsafe class Linear : IDisposable
{
    private readonly Scratch _scratch;
    private readonly Tensor? _transposed;
    private readonly Tensor? _gradientProduct;

    public Linear(ModelParameter weight, Scratch scratch)
    {
        Weight = weight;
        _scratch = scratch;
        if (weight.Quantized is null) _transposed = weight.Compute.t().DetachFromDisposeScope();
        if (weight.Trainable && !ReferenceEquals(weight.Compute, weight.Value)) _gradientProduct = scratch.Product(weight.Shape[0], weight.Shape[1]);
    }

    /// <summary>[out, in].</summary>
    public ModelParameter Weight { get; }

    /// <summary>The adapter beside the weight.</summary>
    public LoraBranch? Branch { get; set; }

    public void Forward(Tensor x, Tensor y)
    {
        if (_transposed is not null)
        {
            y.addmm_(x, _transposed, 0, 1);
        }
        else
        {
            using var turned = Unpacked().t();
            y.addmm_(x, turned, 0, 1);
        }
        Branch?.Forward(x, y);
    }

    /// <param name="x">[rows, in] The forward pass's input.</param>
    /// <param name="gradient">[rows, out] Of the output.</param>
    /// <param name="input">[rows, in] Takes the gradient of the input.</param>
    public void Backward(Tensor x, Tensor gradient, Tensor input)
    {
        InputGradient(gradient, input);
        WeightGradient(x, gradient);
    }

    public void InputGradient(Tensor gradient, Tensor input)
    {
        input.addmm_(gradient, Weight.Quantized is null ? Weight.Compute : Unpacked(), 0, 1);
        Branch?.InputGradient(gradient, input);
    }

    /// <summary>With an adapter it follows <see cref="Forward"/> and <see cref="InputGradient"/> for the same rows.</summary>
    public void WeightGradient(Tensor x, Tensor gradient)
    {
        Branch?.WeightGradient(x, gradient);
        if (!Weight.Trainable) return;
        using var turned = gradient.t();
        if (_gradientProduct is null)
        {
            Weight.Gradient!.addmm_(turned, x, Weight.HasGradient ? 1 : 0, 1);
        }
        else
        {
            _gradientProduct.addmm_(turned, x, 0, 1);
            SumKernel.Accumulate<Brains>(Panel.PointerOf(_gradientProduct), Weight.GradientPointer, Weight.Count, Weight.HasGradient);
        }
        Weight.HasGradient = true;
    }

    public void Dispose() => _transposed?.Dispose();

    /// <summary>The quantized weight in the compute type, until another is asked for.</summary>
    private Tensor Unpacked()
    {
        var target = _scratch.Product(Weight.Shape[0], Weight.Shape[1]);
        if (target.dtype == torch.bfloat16) Weight.Quantized!.Decode<Brains>(Panel.PointerOf(target));
        else Weight.Quantized!.Decode<Singles>(Panel.PointerOf(target));
        return target;
    }
}
