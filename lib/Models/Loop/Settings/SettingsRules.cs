namespace Onebox.Models.Loop;

/// <summary>What settings must hold. Each rule names its field and the way out; all are tried.</summary>
internal static class SettingsRules
{
    public static IReadOnlyList<SettingProblem> Check(TrainingSettings s, int ranks)
    {
        var problems = new List<SettingProblem>();
        void Require(bool holds, string field, string message)
        {
            if (!holds) problems.Add(new SettingProblem(field, message));
        }

        Length(s, Require);
        Batch(s, ranks, Require);
        Optimizer(s, Require);
        Adapter(s, Require);
        Watching(s, Require);
        return problems;
    }

    private delegate void Rule(bool holds, string field, string message);

    private static void Length(TrainingSettings s, Rule require)
    {
        var ends = (s.Epochs is null ? 0 : 1) + (s.Steps is null ? 0 : 1) + (s.Tokens is null ? 0 : 1);
        require(ends == 1, nameof(s.Epochs), ends == 0 ? "Say how long to train: one of epochs, steps or tokens." : "Give only one of epochs, steps and tokens: the first would hide the others.");
        require(s.Epochs is null or (> 0 and <= 10_000), nameof(s.Epochs), $"{s.Epochs} epochs cannot be trained; take a number above 0 and up to 10,000.");
        require(s.Steps is null or > 0, nameof(s.Steps), "Take at least one step.");
        require(s.Tokens is null or > 0, nameof(s.Tokens), "Take at least one token.");
    }

    private static void Batch(TrainingSettings s, int ranks, Rule require)
    {
        require(s.SequenceLength is >= 2 and <= 1 << 20, nameof(s.SequenceLength), $"Samples of {s.SequenceLength} tokens cannot be trained; take 2 to 1,048,576.");
        require(s.GradientAccumulation is >= 1 and <= 65_536, nameof(s.GradientAccumulation), "Accumulate over 1 to 65,536 micro-batches.");
        require(s.MicroBatchTokens >= s.SequenceLength, nameof(s.BatchTokens), $"A step of {s.BatchTokens} tokens over {s.GradientAccumulation} micro-batches has no room for a sample of {s.SequenceLength}: raise batchTokens to {(long)s.SequenceLength * s.GradientAccumulation}, or lower sequenceLength or gradientAccumulation.");
        require(s.GradientAccumulation % Math.Max(1, ranks) == 0, nameof(s.GradientAccumulation), $"{s.GradientAccumulation} micro-batches cannot be shared evenly by {ranks} ranks: take a multiple of {ranks}.");
        require(s.Ranks is >= 1 and <= 64, nameof(s.Ranks), "Take 1 to 64 ranks.");
        require(s.PackingWindow is >= 1 and <= 1 << 20, nameof(s.PackingWindow), "Look for partners among 1 to 1,048,576 samples.");
        require(s.Overlong != OverlongSamples.Split || s.Method is TrainingMethod.Pretrain or TrainingMethod.Full, nameof(s.Overlong), "Long samples can be split only for plain text: take cut or skip.");
        require(s.Threads is >= 0 and <= 4096, nameof(s.Threads), "Take 0 (all) to 4,096 threads.");
        require(Enum.IsDefined(s.Method), nameof(s.Method), "Not a method: take pretrain, full, lora, qlora or dpo.");
        require(Enum.IsDefined(s.Precision), nameof(s.Precision), "Not a precision: take bf16 or f32.");
        require(Enum.IsDefined(s.Overlong), nameof(s.Overlong), "Not a treatment of long samples: take cut, skip or split.");
    }

    private static void Optimizer(TrainingSettings s, Rule require)
    {
        require(s.LearningRate is > 0 and <= 1, nameof(s.LearningRate), $"A learning rate of {s.LearningRate} cannot train; take one above 0 and up to 1, usually 1e-5 to 1e-3.");
        require(Enum.IsDefined(s.Schedule), nameof(s.Schedule), "Not a schedule: take cosine, linear, wsd or constant.");
        require(s.WarmupSteps is null or (>= 0 and <= 10_000_000), nameof(s.WarmupSteps), "Warm up for 0 steps or more.");
        require(s.WarmupSteps is null || s.Steps is null || s.WarmupSteps < s.Steps, nameof(s.WarmupSteps), $"A warm-up of {s.WarmupSteps} steps leaves nothing of {s.Steps}: lower it.");
        require(s.FinalRate is >= 0 and <= 1, nameof(s.FinalRate), "The final rate is a share of the highest: 0 to 1.");
        require(s.DecayShare is > 0 and <= 1, nameof(s.DecayShare), "The share of the run in which the rate falls lies above 0 and up to 1.");
        require(s.Beta1 is >= 0 and < 1, nameof(s.Beta1), "beta1 lies from 0 to below 1.");
        require(s.Beta2 is >= 0 and < 1, nameof(s.Beta2), "beta2 lies from 0 to below 1.");
        require(s.Epsilon is > 0 and <= 1, nameof(s.Epsilon), "epsilon lies above 0; 1e-8 is usual.");
        require(s.WeightDecay is >= 0 and <= 10, nameof(s.WeightDecay), "Weight decay lies from 0 to 10; 0 to 0.1 is usual.");
        require(s.ClipNorm is >= 0 && double.IsFinite(s.ClipNorm), nameof(s.ClipNorm), "Clip to a length above 0, or 0 to not clip.");
    }

    private static void Adapter(TrainingSettings s, Rule require)
    {
        require(s.LoraRank is >= 1 and <= 4096, nameof(s.LoraRank), "A rank lies from 1 to 4,096; 8 to 64 is usual.");
        require(s.LoraAlpha > 0 && double.IsFinite(s.LoraAlpha), nameof(s.LoraAlpha), "alpha lies above 0; twice the rank is usual.");
        require(s.LoraDropout is >= 0 and < 1, nameof(s.LoraDropout), "Dropout lies from 0 to below 1.");
        var unknown = (s.LoraTargets ?? []).Where(t => !LoraOptions.AllTargets.Contains(t, StringComparer.Ordinal)).ToList();
        require(unknown.Count == 0, nameof(s.LoraTargets), $"No such projection: {string.Join(", ", unknown)}. There are {string.Join(", ", LoraOptions.AllTargets)}.");
        require(s.QuantizedBits is 4 or 8, nameof(s.QuantizedBits), "Frozen weights are kept in 4 or 8 bits.");
        require(s.DpoBeta > 0 && double.IsFinite(s.DpoBeta), nameof(s.DpoBeta), "beta lies above 0; 0.1 is usual.");
    }

    private static void Watching(TrainingSettings s, Rule require)
    {
        require(s.ValidateEvery >= 0, nameof(s.ValidateEvery), "Validate every so many steps, or 0 for the end only.");
        require(s.ValidationSamples >= 0, nameof(s.ValidationSamples), "Measure so many samples, or 0 for all.");
        require(s.EarlyStopPatience >= 0, nameof(s.EarlyStopPatience), "Wait for so many validations, or 0 to never stop early.");
        require(s.EarlyStopPatience == 0 || s.ValidateEvery > 0, nameof(s.EarlyStopPatience), "To stop early, validate while training: set validateEvery.");
        require(s.EarlyStopImprovement >= 0, nameof(s.EarlyStopImprovement), "An improvement is 0 or more.");
        require(s.CheckpointEverySteps >= 0, nameof(s.CheckpointEverySteps), "Write every so many steps, or 0 to go by time.");
        require(s.CheckpointEveryMinutes is >= 0 and <= 100_000, nameof(s.CheckpointEveryMinutes), "Write every so many minutes, or 0 to go by steps.");
        require(s.KeepCheckpoints is >= 1 and <= 1000, nameof(s.KeepCheckpoints), "Keep 1 to 1,000 checkpoints: without one, a run cannot go on after a restart.");
        require(s.SpikeFactor >= 0, nameof(s.SpikeFactor), "Stop at so many standard deviations, or 0 for never.");
    }
}
