using TorchSharp;
using Tensor = TorchSharp.torch.Tensor;

namespace Onebox.Models;

/// <summary>y = x Wᵀ with its gradients. Outputs are written into tensors that the caller owns.</summary>
internal sealed unsafe class Linear : IDisposable
{
    private readonly Tensor _transposed;
    private readonly Tensor? _gradientProduct;

    public Linear(ModelParameter weight, Scratch scratch)
    {
        Weight = weight;
        _transposed = weight.Compute.t().DetachFromDisposeScope();
        if (weight.Trainable && !ReferenceEquals(weight.Compute, weight.Value)) _gradientProduct = scratch.Product(weight.Shape[0], weight.Shape[1]);
    }

    /// <summary>[out, in].</summary>
    public ModelParameter Weight { get; }

    public void Forward(Tensor x, Tensor y) => y.addmm_(x, _transposed, 0, 1);

    /// <param name="x">[rows, in] The forward pass's input.</param>
    /// <param name="gradient">[rows, out] Of the output.</param>
    /// <param name="input">[rows, in] Takes the gradient of the input.</param>
    public void Backward(Tensor x, Tensor gradient, Tensor input)
    {
        InputGradient(gradient, input);
        WeightGradient(x, gradient);
    }

    public void InputGradient(Tensor gradient, Tensor input) => input.addmm_(gradient, Weight.Compute, 0, 1);

    public void WeightGradient(Tensor x, Tensor gradient)
    {
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

    public void Dispose() => _transposed.Dispose();
}
