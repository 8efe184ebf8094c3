using TorchSharp;
using Tensor = TorchSharp.torch.Tensor;

namespace Onebox.Models;

/// <summary>
/// A decoder that can be trained. Backward passes are written by hand: no graph is recorded but inside attention, activations lie in memory
/// that every step uses again, and weight gradients add up in float32. One thread at a time.
/// </summary>
public sealed class DecoderModel : IDisposable
{
    private readonly ModelWeights _weights;
    private readonly Network _network;

    internal DecoderModel(ModelShape shape, ModelOptions options, WeightSource source)
    {
        shape.Validate();
        TorchRuntime.Load();
        using var quiet = torch.no_grad();
        Shape = shape;
        Options = options;
        _weights = new ModelWeights(shape, options, source);
        _network = Network.Of(shape, options, _weights);
    }

    public ModelShape Shape { get; }

    public ModelOptions Options { get; }

    /// <summary>All weights, in a fixed order.</summary>
    public IReadOnlyList<ModelParameter> Parameters => _weights.Parameters;

    /// <summary>A model with random weights: the same seed gives the same ones.</summary>
    /// <exception cref="ModelException">The shape is impossible.</exception>
    public static DecoderModel Create(ModelShape shape, ulong seed, ModelOptions? options = null) =>
        new(shape, options ?? ModelOptions.Default, new RandomWeights(shape, seed));

    /// <summary>Logits [tokens, vocabulary], float32, for the caller to dispose. No gradients.</summary>
    /// <exception cref="ModelException">A token is not in the vocabulary.</exception>
    public Tensor Logits(TokenBatch batch) => _network.Logits(batch);

    /// <summary>The log-probability of each target, in nats, at the target's place; 0 where there is none. No gradients.</summary>
    /// <exception cref="ArgumentException">The batch has no targets.</exception>
    public float[] LogProbabilities(TokenBatch batch)
    {
        var rows = TargetRows.Of(batch);
        return Spread(_network.LogProbabilities(batch, rows), rows, batch.Tokens);
    }

    /// <summary>The loss over the batch's targets, without gradients.</summary>
    /// <exception cref="ArgumentException">The batch has no targets.</exception>
    public LossSum Evaluate(TokenBatch batch) => Sum(_network.LogProbabilities(batch, TargetRows.Of(batch)));

    /// <summary>
    /// Adds to every parameter's gradient that of <paramref name="scale"/> · Σ -log p(target). For the mean over several batches give each one
    /// divided by the number of targets in all of them.
    /// </summary>
    /// <returns>The loss, not scaled.</returns>
    /// <exception cref="ArgumentException">The batch has no targets.</exception>
    public LossSum Backward(TokenBatch batch, float scale)
    {
        var rows = TargetRows.Of(batch);
        var weights = new float[rows.Rows.Length];
        Array.Fill(weights, scale);
        return Sum(_network.Backward(batch, rows, weights, null));
    }

    /// <summary>Adds to every parameter's gradient that of Σ weight · -log p(target), and answers that sum.</summary>
    /// <param name="weights">[tokens] What each place's loss counts; looked at only where there is a target.</param>
    /// <exception cref="ArgumentException">The batch has no targets, or the weights are not as many as its tokens.</exception>
    public double Backward(TokenBatch batch, ReadOnlySpan<float> weights)
    {
        if (weights.Length != batch.Tokens) throw new ArgumentException("There must be a weight for each token.", nameof(weights));
        var rows = TargetRows.Of(batch);
        var factors = new float[rows.Rows.Length];
        for (var i = 0; i < factors.Length; i++) factors[i] = weights[rows.Rows[i]];
        var logs = _network.Backward(batch, rows, factors, null);
        var sum = 0.0;
        for (var i = 0; i < logs.Length; i++) sum -= (double)factors[i] * logs[i];
        return sum;
    }

    /// <summary>
    /// As <see cref="Backward(TokenBatch, float)"/>, for losses that are any function of the targets' log-probabilities: these are computed
    /// first, and the function answers by what each place's -log p is multiplied, which is minus the loss's derivative by its log-probability.
    /// </summary>
    /// <param name="weigh">[tokens] log-probabilities, 0 where there is no target → [tokens] factors.</param>
    /// <returns>[tokens] log-probabilities.</returns>
    public float[] Backward(TokenBatch batch, Func<float[], float[]> weigh)
    {
        var rows = TargetRows.Of(batch);
        var logs = _network.Backward(batch, rows, null, found =>
        {
            var factors = weigh(Spread(found, rows, batch.Tokens));
            return [.. rows.Rows.Select(row => factors[row])];
        });
        return Spread(logs, rows, batch.Tokens);
    }

    /// <summary>All gradients count as zero from here on.</summary>
    public void ClearGradients()
    {
        foreach (var parameter in Parameters) parameter.ClearGradient();
    }

    /// <summary>Brings what is computed with up to all <see cref="ModelParameter.Value"/>s.</summary>
    public void Publish()
    {
        foreach (var parameter in Parameters) parameter.Publish();
    }

    public void Dispose()
    {
        _network.Dispose();
        _weights.Dispose();
    }

    private static LossSum Sum(float[] logs)
    {
        var sum = 0.0;
        foreach (var log in logs) sum -= log;
        return new LossSum(sum, logs.Length);
    }

    private static float[] Spread(float[] logs, TargetRows rows, int tokens)
    {
        var all = new float[tokens];
        for (var i = 0; i < logs.Length; i++) all[rows.Rows[i]] = logs[i];
        return all;
    }
}
