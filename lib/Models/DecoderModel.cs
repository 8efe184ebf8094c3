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
        Parameters = _weights.Parameters;
        _network = Network.Of(shape, options, _weights);
    }

    public ModelShape Shape { get; }

    public ModelOptions Options { get; }

    /// <summary>All weights in a fixed order, those of the adapter last.</summary>
    public IReadOnlyList<ModelParameter> Parameters { get; private set; }

    /// <summary>The adapter; null without.</summary>
    public LoraAdapter? Adapter { get; private set; }

    /// <summary>
    /// What the adapter's dropout follows from in the next backward passes: give another for each. Null, as at first, drops nothing. Only
    /// backward passes drop.
    /// </summary>
    public long? DropoutSeed { get; set; }

    internal IReadOnlyList<ModelParameter> BaseParameters => _weights.Parameters;

    /// <summary>A model with random weights: the same seed gives the same ones.</summary>
    /// <exception cref="ModelException">The shape is impossible.</exception>
    public static DecoderModel Create(ModelShape shape, ulong seed, ModelOptions? options = null) =>
        new(shape, options ?? ModelOptions.Default, new RandomWeights(shape, seed));

    /// <summary>Logits [tokens, vocabulary], float32, for the caller to dispose. No gradients.</summary>
    /// <exception cref="ModelException">A token is not in the vocabulary.</exception>
    public Tensor Logits(TokenBatch batch) => _network.Logits(batch);

    /// <summary>The log-probability of each target, in nats, at the target's place; 0 where there is none. No gradients.</summary>
    /// <param name="withoutAdapter">Of the model underneath, such as the reference of preference training.</param>
    /// <exception cref="ArgumentException">The batch has no targets.</exception>
    public float[] LogProbabilities(TokenBatch batch, bool withoutAdapter = false)
    {
        var rows = TargetRows.Of(batch);
        if (Adapter is null || !withoutAdapter) return Spread(_network.LogProbabilities(batch, rows), rows, batch.Tokens);
        Adapter.Memory.Bypassed = true;
        try
        {
            return Spread(_network.LogProbabilities(batch, rows), rows, batch.Tokens);
        }
        finally
        {
            Adapter.Memory.Bypassed = false;
        }
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
        return Sum(Learn(batch, rows, weights, null));
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
        var logs = Learn(batch, rows, factors, null);
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
        var logs = Learn(batch, rows, null, found =>
        {
            var factors = weigh(Spread(found, rows, batch.Tokens));
            return [.. rows.Rows.Select(row => factors[row])];
        });
        return Spread(logs, rows, batch.Tokens);
    }

    /// <summary>Gives the model an adapter to train. The model must be frozen.</summary>
    /// <exception cref="ModelException">The options are impossible, the model is not frozen, or it has an adapter.</exception>
    public LoraAdapter AddAdapter(LoraOptions options)
    {
        if (!Options.Frozen) throw new ModelException("An adapter is trained beside frozen weights: load the model frozen.");
        if (Adapter is not null) throw new ModelException("The model has an adapter already: merge it first.");
        using var quiet = torch.no_grad();
        Adapter = new LoraAdapter(Shape, _weights, options, Options.Compute);
        Parameters = [.. _weights.Parameters, .. Adapter.Parameters];
        return Adapter;
    }

    /// <summary>Adds the adapter's product to the weights and takes the adapter away. In bfloat16 that rounds: load the model in float32 to merge exactly.</summary>
    /// <exception cref="ModelException">There is no adapter, or the weights are quantized.</exception>
    public void MergeAdapter()
    {
        if (Adapter is null) throw new ModelException("The model has no adapter to merge.");
        if (Options.Base != BaseType.Compute) throw new ModelException("An adapter cannot be merged into quantized weights: load the model without a quantized base, load the adapter, and merge.");
        using var quiet = torch.no_grad();
        _weights.Merge();
        Adapter.Dispose();
        Adapter = null;
        Parameters = _weights.Parameters;
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
        Adapter?.Dispose();
        _weights.Dispose();
    }

    private float[] Learn(TokenBatch batch, TargetRows rows, float[]? weights, Func<float[], float[]>? weigh)
    {
        if (Adapter is null) return _network.Backward(batch, rows, weights, weigh);
        Adapter.Memory.Seed = DropoutSeed is { } seed ? RandomWeights.Mix((ulong)seed) : null;
        try
        {
            return _network.Backward(batch, rows, weights, weigh);
        }
        finally
        {
            Adapter.Memory.Seed = null;
        }
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
