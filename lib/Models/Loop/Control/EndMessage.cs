using System.Globalization;

namespace Onebox.Models.Loop;

/// <summary>Why a run ended and what to do, for a person.</summary>
internal static class EndMessage
{
    private const int ShownSamples = 20;

    public static string Of(TrainingEnd reason, RunState run, double? loss, IReadOnlyList<double> losses, IReadOnlyList<long> samples, string? checkpoint)
    {
        var kept = checkpoint is null ? "No checkpoint could be written." : $"The weights of step {run.Step} are in {checkpoint}.";
        return reason switch
        {
            TrainingEnd.Completed => $"All {run.TotalSteps} steps are done. {kept}",
            TrainingEnd.EarlyStop => string.Create(CultureInfo.InvariantCulture, $"The validation loss has not fallen below {run.BestLoss:F4} (step {run.BestStep}) in {run.Worse} measurements. {kept}"),
            TrainingEnd.Cancelled => $"Cancelled at step {run.Step}. {kept} Start it again to go on from there.",
            TrainingEnd.LossSpike => string.Create(CultureInfo.InvariantCulture, $"The loss of step {run.Step + 1} is {loss:F3}, far above the {losses.Average():F3} of the steps before. The step was not applied. It read {Named(samples)}: look at them for garbled text or wrong roles. {kept} To go on: leave them out (excludedSamples), lower learningRate, or raise spikeFactor if such losses are normal for this data."),
            _ => $"The loss or the gradient of step {run.Step + 1} is not a number. The step was not applied. It read {Named(samples)}. {kept} To go on: lower learningRate, lengthen warmupSteps, leave the samples out (excludedSamples), or train in f32 to see whether bf16 is the cause.",
        };
    }

    private static string Named(IReadOnlyList<long> samples)
    {
        var different = samples.Distinct().ToList();
        var shown = string.Join(", ", different.Take(ShownSamples));
        return different.Count == 1 ? $"sample {shown}" : $"samples {shown}{(different.Count > ShownSamples ? $" and {different.Count - ShownSamples} more" : "")}";
    }
}
