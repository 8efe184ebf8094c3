using TorchSharp;

namespace Onebox.Models.Loop;

/// <summary>A model as the loop sees it. The loop owns the values and gradients of the parameters from the first step on; the model never materialises all logits.</summary>
public interface ITrainable
{
    /// <summary>What is trained, by a name that stays the same between runs. Frozen weights are not listed.</summary>
    IReadOnlyList<TrainedTensor> Trained { get; }

    /// <summary>
    /// Forward and backward: adds the gradient of Σ weight · −log p(target) to each parameter's <c>grad</c>, and returns that sum. Chance (dropout) comes from torch's generator, which the loop seeds before each call.
    /// </summary>
    double Backward(PackedBatch batch);

    /// <summary>Forward without gradient or dropout: −log p(target) for each place of the batch, 0 where the weight is 0. Rows × length numbers.</summary>
    /// <param name="batch">What is measured; its weights only tell where.</param>
    /// <param name="reference">With adapters: leave them out, for the loss of the model underneath (DPO's reference).</param>
    /// <param name="losses">Takes the losses.</param>
    void TokenLosses(PackedBatch batch, bool reference, Span<float> losses);

    /// <summary>Floating point operations that one <see cref="Backward"/> of the batch needs: forward and backward, frozen weights without their gradient, nothing computed twice, padding not counted.</summary>
    double FlopsOf(PackedBatch batch);

    /// <summary>The matrix products of one layer and the head for so many tokens, to measure the machine's peak at these shapes.</summary>
    IReadOnlyList<MatmulShape> MatmulsOf(int tokens);
}

/// <summary>A trained parameter.</summary>
/// <param name="Name">Its name in checkpoints and exports.</param>
/// <param name="Parameter">The leaf tensor.</param>
public sealed record TrainedTensor(string Name, torch.Tensor Parameter);

/// <summary>[Rows × Inner] · [Inner × Columns], done <paramref name="Count"/> times.</summary>
public readonly record struct MatmulShape(long Rows, long Inner, long Columns, int Count);
