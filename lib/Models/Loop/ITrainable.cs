using System.Runtime.InteropServices;

namespace Onebox.Models.Loop;

/// <summary>A model as the loop sees it. While a run goes on, the loop owns the values of the trained parameters.</summary>
public interface ITrainable
{
    /// <summary>What is trained, by names that stay the same between runs; frozen weights are not listed.</summary>
    IReadOnlyList<ModelParameter> Trained { get; }

    /// <summary>Forward and backward: adds the gradient of Σ −log p(target) to the parameters' gradients, and returns that sum in nats.</summary>
    /// <param name="batch">At least one token is trained.</param>
    /// <param name="seed">All chance (dropout) follows from it.</param>
    double Backward(PackedBatch batch, long seed);

    /// <summary>As above for a loss that is any function of the targets' log-probabilities.</summary>
    /// <param name="batch">As above.</param>
    /// <param name="seed">As above.</param>
    /// <param name="weigh">[tokens] log-probabilities, 0 where nothing is trained → by what each place's −log p is multiplied.</param>
    void Backward(PackedBatch batch, long seed, Func<float[], float[]> weigh);

    /// <summary>Forward without gradient or dropout: [tokens] log-probabilities of the targets in nats, 0 where nothing is trained.</summary>
    /// <param name="batch">What is measured.</param>
    /// <param name="reference">With adapters: leave them out, for the model underneath (DPO's reference).</param>
    float[] LogProbabilities(PackedBatch batch, bool reference);

    /// <summary>Floating point operations that one backward call for the batch needs: forward and backward, frozen weights without their gradient, nothing counted twice.</summary>
    double FlopsOf(PackedBatch batch);

    /// <summary>The matrix products of a forward pass over so many tokens, to measure the machine's peak at these shapes.</summary>
    IReadOnlyList<MatmulShape> MatmulsOf(int tokens);
}

/// <summary>[Rows × Inner] · [Inner × Columns], done <paramref name="Count"/> times.</summary>
[StructLayout(LayoutKind.Auto)]
public readonly record struct MatmulShape(long Rows, long Inner, long Columns, int Count)
{
    public double Flops => 2.0 * Rows * Inner * Columns * Count;
}
