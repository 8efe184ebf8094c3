namespace Onebox.Models.Loop;

/// <summary>A <see cref="DecoderModel"/> whose own weights are trained. The model stays the caller's.</summary>
public sealed class DecoderTrainable(DecoderModel model) : ITrainable
{
    public IReadOnlyList<ModelParameter> Trained { get; } = [.. model.Parameters.Where(p => p.Trainable)];

    public double Backward(PackedBatch batch, long seed) => model.Backward(batch.Tokens, 1).Sum;

    public void Backward(PackedBatch batch, long seed, Func<float[], float[]> weigh) => model.Backward(batch.Tokens, weigh);

    /// <exception cref="TrainingException">A reference is asked for: these weights have changed, and there is no model underneath.</exception>
    public float[] LogProbabilities(PackedBatch batch, bool reference) =>
        reference ? throw new TrainingException(TrainingError.Settings, "Training on preferences compares with the model as it was, which only an adapter leaves in place: train with an adapter.") : model.LogProbabilities(batch.Tokens);

    public double FlopsOf(PackedBatch batch) => DecoderWork.Flops(model.Shape, batch, frozen: false, adapterParameters: 0);

    public IReadOnlyList<MatmulShape> MatmulsOf(int tokens) => DecoderWork.Matmuls(model.Shape, tokens);
}
