using Onebox.Api.Training;
using Onebox.Training.Contract;
using Onebox.Training.Store;

namespace Onebox.Training.Running;

/// <summary>What an event of the worker changes in a run's state.</summary>
internal static class Told
{
    /// <summary>Share of the newest step in the smoothed figures of a long run; in the first steps it is larger.</summary>
    private const double Newest = 0.1;

    public static LiveState Apply(LiveState state, RunEvent told)
    {
        if (told.Plan is { } plan)
            state = state with { Step = plan.Step, Steps = plan.Steps, PeakFlops = plan.PeakFlops > 0 ? plan.PeakFlops : null, TrainedParameters = plan.TrainedParameters, TrainRows = plan.TrainRows, ValidationRows = plan.ValidationRows };
        if (told.Step is { } step) state = Stepped(state, step);
        if (told.Validation is { } validation) state = state with { Losses = Validated(state.Losses, validation) };
        if (told.Checkpoints is { } checkpoints) state = state with { Checkpoints = checkpoints };
        return state;
    }

    private static LiveState Stepped(LiveState state, StepPart step)
    {
        var share = Math.Max(Newest, 2.0 / (step.Step + 1));
        var speed = step.Seconds > 0 ? step.Tokens / step.Seconds : 0;
        return state with
        {
            Step = step.Step,
            Steps = step.Steps,
            Epoch = step.Epoch,
            Tokens = step.TokensSoFar,
            Losses = state.Losses with { Train = Smooth(state.Losses.Train, step.Loss, share) },
            LearningRate = step.LearningRate,
            GradientNorm = step.GradientNorm,
            TokensPerSecond = Smooth(state.TokensPerSecond, speed, share),
            ModelFlopUtilization = step.ModelFlopUtilization is { } utilization ? Smooth(state.ModelFlopUtilization, utilization, share) : null,
            DataWait = step.Seconds > 0 ? Smooth(state.DataWait, step.DataWait / step.Seconds, share) : state.DataWait,
            CheckpointStall = step.Seconds > 0 ? Smooth(state.CheckpointStall, step.CheckpointStall / step.Seconds, share) : state.CheckpointStall,
            RemainingSeconds = step.RemainingSeconds,
        };
    }

    private static TrainingLosses Validated(TrainingLosses losses, ValidationPart validation)
    {
        losses = losses with { Validation = validation.Loss };
        return losses.BestValidation is { } best && best <= validation.Loss ? losses : losses with { BestValidation = validation.Loss, BestStep = validation.Step };
    }

    private static double Smooth(double? before, double now, double share) => before is { } value && double.IsFinite(value) ? value + (share * (now - value)) : now;
}
