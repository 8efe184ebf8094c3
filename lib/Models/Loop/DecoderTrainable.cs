namespace Onebox.Models.Loop;

/// <summary>A <see cref="DecoderModel"/> in training: its own weights, or its adapter beside frozen ones. The model stays the caller's; an adapter must be there before.</summary>
public sealed class DecoderTrainable(DecoderModel model) : ITrainable
{
    private readonly long _adapterParameters = model.Adapter?.Parameters.Sum(p => p.Count) ?? 0;

    public IReadOnlyList<ModelParameter> Trained { get; } = [.. model.Parameters.Where(p => p.Trainable)];

    public double Backward(PackedBatch batch, long seed)
    {
        model.DropoutSeed = seed;
        return model.Backward(batch.Tokens, 1).Sum;
    }

    public void Backward(PackedBatch batch, long seed, Func<float[], float[]> weigh)
    {
        model.DropoutSeed = seed;
        model.Backward(batch.Tokens, weigh);
    }

    /// <exception cref="TrainingException">A reference is asked for, and there is no adapter: the weights have changed, and there is no model underneath.</exception>
    public float[] LogProbabilities(PackedBatch batch, bool reference) =>
        reference && model.Adapter is null
            ? throw new TrainingException(TrainingError.Settings, "Training on preferences compares with the model as it was, which only an adapter leaves in place: train with an adapter.")
            : model.LogProbabilities(batch.Tokens, withoutAdapter: reference);

    public double FlopsOf(PackedBatch batch) => DecoderWork.Flops(model.Shape, batch, model.Options.Frozen, _adapterParameters);

    public IReadOnlyList<MatmulShape> MatmulsOf(int tokens) => DecoderWork.Matmuls(model.Shape, tokens);
}
