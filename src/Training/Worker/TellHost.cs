using System.Globalization;
using Onebox.Api.Training;
using Onebox.Models.Loop;
using Onebox.Training.Contract;

namespace Onebox.Training.Worker;

/// <summary>Passes on to the host what the loop tells.</summary>
/// <param name="checkpoints">The folder with the run's checkpoints.</param>
internal sealed class TellHost(EventLog events, string checkpoints, int threads, long trainRows, long validationRows, long trainTokens, Action<RunStarted> started) : ITrainingObserver
{
    private long _tokensBefore = -1;

    public void On(TrainingEvent happened)
    {
        switch (happened)
        {
            case RunStarted now:
                Started(now);
                break;
            case StepFinished step:
                Stepped(step);
                break;
            case Validated validated:
                events.Tell(new RunEvent(0, default, Validation: new ValidationPart(validated.Step, validated.Loss)));
                break;
            case CheckpointWritten written:
                events.Say(string.Create(CultureInfo.InvariantCulture, $"Checkpoint {written.Name}: {written.Bytes / 1048576.0:0.0} MiB in {written.Write.TotalSeconds:0.00} s, verified in {written.Verify.TotalSeconds:0.00} s; steps stood {written.Stall.TotalMilliseconds:0.0} ms."));
                TellCheckpoints();
                break;
            case CheckpointFailed failed:
                events.Say($"The checkpoint at step {failed.Step.ToString(CultureInfo.InvariantCulture)} could not be written: {failed.Reason} The one before it is whole.", "warning");
                break;
            case RunPaused { NeedsRoom: not null } paused:
                events.Tell(new RunEvent(0, default, Held: new HeldPart(paused.Reason, Over: false)));
                break;
            case RunResumed:
                events.Tell(new RunEvent(0, default, Held: new HeldPart("", Over: true)));
                break;
            case EndChanged changed:
                events.Say(string.Create(CultureInfo.InvariantCulture, $"The end is now step {changed.TotalSteps}."));
                break;
        }
    }

    public void TellCheckpoints() => events.Tell(new RunEvent(0, default, Checkpoints: [.. CheckpointFolder.List(checkpoints).Select(c => new TrainingCheckpoint(c.Step, c.WrittenAt, c.Bytes, c.IsLatest, c.ValidationLoss))]));

    private void Started(RunStarted now)
    {
        started(now);
        events.Tell(new RunEvent(0, default, Plan: new PlanPart(now.Step, now.TotalSteps, now.TrainedParameters, trainRows, validationRows, trainTokens, now.PeakFlops, threads)));
        events.Say(string.Create(CultureInfo.InvariantCulture, $"{now.TrainedParameters} parameters learn, {now.TotalSteps} steps, batches {now.PackingEfficiency * 100:0.0} % full, {threads} threads with a matrix peak of {now.PeakFlops / 1e9:0.0} GFLOP/s."));
        if (now.ResumedFrom is { } from) events.Say($"Goes on from {from}.");
        TellCheckpoints();
    }

    private void Stepped(StepFinished step)
    {
        var seconds = step.StepTime.TotalSeconds;
        var tokens = _tokensBefore >= 0 ? step.Tokens - _tokensBefore : (long)Math.Round(step.TokensPerSecond * seconds);
        _tokensBefore = step.Tokens;
        events.Tell(new RunEvent(0, default, Step: new StepPart(
            step.Step, step.TotalSteps, step.Epoch, step.Loss, step.LearningRate, step.GradientNorm, seconds, tokens, step.Tokens,
            step.ModelFlopUtilization > 0 ? step.ModelFlopUtilization : null, step.DataWait.TotalSeconds, step.CheckpointStall.TotalSeconds, step.Remaining.TotalSeconds)));
    }
}
