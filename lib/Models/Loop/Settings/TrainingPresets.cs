namespace Onebox.Models.Loop;

/// <summary>Settings to begin with, by method and size. The numbers are those commonly published for the size; each can be changed.</summary>
public static class TrainingPresets
{
    /// <summary>Settings for a model and an amount of data.</summary>
    /// <param name="method">What is trained.</param>
    /// <param name="parameters">The model's parameters.</param>
    /// <param name="context">The model's context in tokens.</param>
    /// <param name="longestSample">Tokens of the longest sample; rows need not be longer. 0: unknown.</param>
    /// <param name="datasetTokens">Tokens of all samples: steps are made small enough for a hundred in the run. 0: unknown.</param>
    public static TrainingSettings For(TrainingMethod method, long parameters, int context, int longestSample = 0, long datasetTokens = 0)
    {
        var settings = method switch
        {
            TrainingMethod.Pretrain => Pretrain(parameters),
            TrainingMethod.Full => new TrainingSettings(method, Epochs: 3, LearningRate: FullRate(parameters), WeightDecay: 0.01, BatchTokens: 16_384),
            TrainingMethod.Dpo => new TrainingSettings(method, Epochs: 1, LearningRate: AdapterRate(parameters) / 20, BatchTokens: 16_384, LoraRank: 16, LoraAlpha: 32, FinalRate: 0),
            _ => new TrainingSettings(method, Epochs: 3, LearningRate: AdapterRate(parameters), BatchTokens: 8192, LoraRank: 16, LoraAlpha: 32, LoraDropout: 0.05),
        };
        return FitBatch(settings, context, longestSample, datasetTokens) with { GradientCheckpointing = parameters >= 1_000_000_000 };
    }

    /// <summary>Twenty tokens for each parameter (Hoffmann et al. 2022, arXiv:2203.15556); wsd, so that a run can be ended earlier or later.</summary>
    private static TrainingSettings Pretrain(long parameters) => new(
        TrainingMethod.Pretrain,
        Tokens: Math.Max(1_000_000, parameters * 20),
        BatchTokens: parameters < 50_000_000 ? 16_384 : 65_536,
        GradientAccumulation: parameters < 50_000_000 ? 1 : 4,
        Overlong: OverlongSamples.Split,
        LearningRate: parameters switch { < 20_000_000 => 2e-3, < 200_000_000 => 1e-3, < 2_000_000_000 => 4e-4, _ => 2e-4 },
        Schedule: RateSchedule.Wsd,
        FinalRate: 0,
        WeightDecay: 0.1,
        ValidateEvery: 200);

    private static double FullRate(long parameters) => parameters switch { < 50_000_000 => 2e-4, < 500_000_000 => 5e-5, < 4_000_000_000 => 2e-5, _ => 1e-5 };

    private static double AdapterRate(long parameters) => parameters switch { < 50_000_000 => 2e-3, < 500_000_000 => 5e-4, < 4_000_000_000 => 2e-4, _ => 1e-4 };

    private static TrainingSettings FitBatch(TrainingSettings s, int context, int longest, long datasetTokens)
    {
        var row = Math.Min(context, 2048);
        if (longest > 0 && s.Overlong != OverlongSamples.Split) row = Math.Min(row, (longest + 63) / 64 * 64);
        row = Math.Max(8, row);
        var batch = Math.Max(s.BatchTokens, row * s.GradientAccumulation);
        if (datasetTokens > 0 && s.Epochs is { } epochs)
        {
            // At least a hundred steps, or one row a step.
            var most = datasetTokens * epochs / 100;
            while (batch > most && batch / 2 / s.GradientAccumulation >= row) batch /= 2;
        }
        return s with { SequenceLength = row, BatchTokens = batch };
    }
}
