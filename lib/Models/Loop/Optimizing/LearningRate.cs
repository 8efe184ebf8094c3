namespace Onebox.Models.Loop;

/// <summary>The learning rate of a step.</summary>
internal static class LearningRate
{
    /// <summary>Steps of warm-up in a run of so many.</summary>
    public static int WarmupOf(TrainingSettings settings, long total) => settings.WarmupSteps ?? (int)Math.Min(int.MaxValue, total * 3 / 100);

    /// <param name="step">Steps done, from 0.</param>
    /// <param name="total">Steps of the whole run.</param>
    /// <param name="warmup">Steps in which the rate rises.</param>
    public static double At(TrainingSettings settings, long step, long total, int warmup)
    {
        if (step < warmup) return settings.LearningRate * (step + 1) / warmup;
        var share = settings.Schedule switch
        {
            RateSchedule.Constant => 1,
            RateSchedule.Linear => 1 - Progress(step, warmup, total),
            RateSchedule.Cosine => 0.5 * (1 + Math.Cos(Math.PI * Progress(step, warmup, total))),
            _ => 1 - Math.Sqrt(Progress(step, Math.Max(warmup, total - (long)Math.Ceiling(total * settings.DecayShare)), total)),
        };
        return settings.Schedule == RateSchedule.Constant ? settings.LearningRate : settings.LearningRate * (settings.FinalRate + ((1 - settings.FinalRate) * share));
    }

    /// <summary>0 up to the step where the fall begins; 1 would be the step after the last.</summary>
    private static double Progress(long step, long from, long total) => total <= from ? 1 : Math.Clamp((double)(step - from) / (total - from), 0, 1);
}
