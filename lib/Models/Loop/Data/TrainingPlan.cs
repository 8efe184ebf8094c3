namespace Onebox.Models.Loop;

/// <summary>How long a run will be, found by packing lengths without reading samples.</summary>
/// <param name="Steps">Optimizer steps.</param>
/// <param name="TokensPerEpoch">Tokens that are read in an epoch; null for streams.</param>
/// <param name="BatchesPerEpoch">Micro-batches of an epoch; null for streams.</param>
/// <param name="Efficiency">How full the batches are, 0 to 1.</param>
public sealed record TrainingPlan(long Steps, long? TokensPerEpoch, long? BatchesPerEpoch, double Efficiency)
{
    /// <summary>A plan over samples by index.</summary>
    /// <exception cref="TrainingException">No sample can be trained.</exception>
    public static TrainingPlan For(TrainingSettings settings, ISampleSource samples)
    {
        var windows = new IndexedWindows(samples, settings);
        var (batches, tokens) = (0L, 0L);
        for (var at = new WindowStart(0, 0); at.Epoch == 0 && samples.Count > 0;) at = Add(windows, settings, at, ref batches, ref tokens);
        return Of(settings, batches, tokens, known: true);
    }

    /// <summary>A plan over a stream, from its first window.</summary>
    /// <exception cref="TrainingException">No sample can be trained, or the settings count epochs.</exception>
    public static TrainingPlan For(TrainingSettings settings, ISampleStream stream)
    {
        if (settings.Epochs is not null) throw new TrainingException(TrainingError.Settings, "A stream has no known end: give steps or tokens instead of epochs.");
        var begin = stream.Position;
        var (batches, tokens) = (0L, 0L);
        Add(new StreamWindows(stream, settings), settings, new WindowStart(0, begin), ref batches, ref tokens);
        stream.Seek(begin);
        return Of(settings, batches, tokens, known: false);
    }

    private static WindowStart Add(ISampleWindows windows, TrainingSettings settings, WindowStart at, ref long batches, ref long tokens)
    {
        var pieces = new List<Piece>();
        var next = windows.Read(at, pieces);
        batches += BatchFeed.BatchesOf(pieces, settings, at).Count;
        foreach (var piece in pieces) tokens += piece.Length;
        return next;
    }

    private static TrainingPlan Of(TrainingSettings settings, long batches, long tokens, bool known)
    {
        if (batches == 0) throw new TrainingException(TrainingError.NoSamples, "There is no sample to train on: the dataset is empty, or every sample is excluded, shorter than two tokens or longer than sequenceLength.");
        var steps = settings.Steps
            ?? (settings.Epochs is { } epochs ? Up(epochs * batches / settings.GradientAccumulation) : Up(settings.Tokens!.Value / ((double)settings.GradientAccumulation * tokens / batches)));
        return new TrainingPlan(steps, known ? tokens : null, known ? batches : null, tokens / ((double)batches * settings.MicroBatchTokens));
    }

    private static long Up(double steps) => Math.Max(1, (long)Math.Ceiling(steps - 1e-9));
}
