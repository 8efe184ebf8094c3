using Tensor = TorchSharp.torch.Tensor;

namespace Onebox.Models;

/// <summary>Where a new model's weights come from: chance, or files.</summary>
internal abstract class WeightSource
{
    /// <param name="name">As in <see cref="WeightNames"/>, with the layer before it.</param>
    /// <param name="target">float32, contiguous, to be filled.</param>
    public abstract void Fill(string name, Tensor target);
}
