using Onebox.Models.Loop;

namespace Onebox.Models.Tests.Loop;

public sealed class RunControlTests
{
    [Fact]
    public void Pause_ThenResume_ChangesNothingInTheResult()
    {
        using var plain = LoopSetup.Model();
        LoopSetup.Train(LoopSetup.Settings, plain, LoopSetup.Folder(), new Recorder());

        using var paused = LoopSetup.Model();
        var heard = new Recorder((run, happened) =>
        {
            if (happened is StepFinished { Step: 4 }) run.Pause();
            if (happened is RunPaused) run.Resume();
        });
        var ended = LoopSetup.Train(LoopSetup.Settings, paused, LoopSetup.Folder(), heard);

        Assert.Equal(TrainingEnd.Completed, ended.Reason);
        Assert.Equal(4, heard.Of<RunPaused>().Single().Step);
        Assert.Equal(4, heard.Of<RunResumed>().Single().Step);
        Assert.Contains(heard.Of<CheckpointWritten>(), c => c.Step == 4);
        Assert.True(LoopSetup.Bits(plain).AsSpan().SequenceEqual(LoopSetup.Bits(paused)));
    }

    [Fact]
    public void Cancel_WhilePaused_EndsWithACheckpoint()
    {
        using var model = LoopSetup.Model();
        using var cancel = new CancellationTokenSource();
        var heard = new Recorder((run, happened) =>
        {
            if (happened is StepFinished { Step: 3 }) run.Pause();
            if (happened is RunPaused) cancel.Cancel();
        });
        var ended = LoopSetup.Train(LoopSetup.Settings, model, LoopSetup.Folder(), heard, cancellation: cancel.Token);
        Assert.Equal((TrainingEnd.Cancelled, 3L, "step-00000003"), (ended.Reason, ended.Step, ended.Checkpoint!));
    }

    [Fact]
    public void ChangeEnd_WhileRunning_EndsThereAndTheScheduleFollows()
    {
        using var model = LoopSetup.Model();
        var heard = new Recorder((run, happened) =>
        {
            if (happened is StepFinished { Step: 5 }) run.ChangeEnd(8);
        });
        var ended = LoopSetup.Train(LoopSetup.Settings with { Steps = 100, Schedule = RateSchedule.Linear, FinalRate = 0 }, model, LoopSetup.Folder(), heard);

        Assert.Equal(8, ended.Step);
        Assert.Equal(8, heard.Of<EndChanged>().Single().TotalSteps);
        Assert.True(heard.Steps[^1].LearningRate < heard.Steps[4].LearningRate / 2);
    }

    [Fact]
    public void ChangeEnd_Later_SurvivesAResume()
    {
        var folder = LoopSetup.Folder();
        using var cancel = new CancellationTokenSource();
        using var model = LoopSetup.Model();
        var heard = new Recorder((run, happened) =>
        {
            if (happened is StepFinished { Step: 5 }) run.ChangeEnd(20);
            if (happened is StepFinished { Step: 7 }) cancel.Cancel();
        });
        LoopSetup.Train(LoopSetup.Settings, model, folder, heard, cancellation: cancel.Token);
        Assert.Equal(20, LoopSetup.Train(LoopSetup.Settings, model, folder, new Recorder()).Step);
    }

    [Fact]
    public void DiskFull_RunStandsSaysSoAndLosesNothing()
    {
        using var plain = LoopSetup.Model();
        LoopSetup.Train(LoopSetup.Settings, plain, LoopSetup.Folder(), new Recorder());

        using var model = LoopSetup.Model();
        var (free, folder) = (0L, LoopSetup.Folder());
        var heard = new Recorder((_, happened) =>
        {
            if (happened is RunPaused { NeedsRoom: > 0 }) free = 1L << 40;
        });
        using var run = new TrainingRun(new TrainingInputs(LoopSetup.Settings with { CheckpointEverySteps = 4 }, new DecoderTrainable(model), folder, heard, new CountingSamples(200))
        {
            MeasurePeak = false,
            FreeSpace = _ => Volatile.Read(ref free),
            RoomPoll = TimeSpan.FromMilliseconds(1),
        });
        var ended = run.Run(TestContext.Current.CancellationToken);

        Assert.Equal(TrainingEnd.Completed, ended.Reason);
        Assert.Equal(4, heard.Of<RunPaused>().Single().Step);
        Assert.Contains("full", heard.Of<RunPaused>().Single().Reason, StringComparison.Ordinal);
        Assert.Equal(4, heard.Of<CheckpointWritten>()[0].Step);
        Assert.True(LoopSetup.Bits(plain).AsSpan().SequenceEqual(LoopSetup.Bits(model)));
    }

    [Fact]
    public void DiskFull_CancelledMeanwhile_EndsAndKeepsTheLastWholeCheckpoint()
    {
        using var model = LoopSetup.Model();
        using var cancel = new CancellationTokenSource();
        var (free, folder) = (1L << 40, LoopSetup.Folder());
        var heard = new Recorder((_, happened) =>
        {
            if (happened is CheckpointWritten) Volatile.Write(ref free, 0);
            if (happened is RunPaused { NeedsRoom: > 0 }) cancel.Cancel();
        });
        using var run = new TrainingRun(new TrainingInputs(LoopSetup.Settings with { Steps = 5000, CheckpointEverySteps = 2 }, new DecoderTrainable(model), folder, heard, new CountingSamples(200))
        {
            MeasurePeak = false,
            FreeSpace = _ => Volatile.Read(ref free),
            RoomPoll = TimeSpan.FromMilliseconds(1),
        });
        var ended = run.Run(cancel.Token);
        Assert.Equal(TrainingEnd.Cancelled, ended.Reason);
        Assert.Equal(heard.Of<CheckpointWritten>()[^1].Name, ended.Checkpoint);
        Assert.True(CheckpointFolder.List(folder)[0].IsLatest);
    }

    [Fact]
    public void Write_Fails_RunStandsSaysWhyAndWritesAgainWhenResumed()
    {
        using var model = LoopSetup.Model();
        var folder = LoopSetup.Folder();
        var heard = new Recorder((run, happened) =>
        {
            // A file where the folder was: nothing can be made in it.
            if (happened is StepFinished { Step: 3 })
            {
                Directory.Move(folder, folder + ".away");
                File.WriteAllText(folder, "");
            }
            if (happened is RunPaused)
            {
                File.Delete(folder);
                Directory.Move(folder + ".away", folder);
                run.Resume();
            }
        });
        var ended = LoopSetup.Train(LoopSetup.Settings with { Steps = 200, CheckpointEverySteps = 4 }, model, folder, heard);

        Assert.Equal(TrainingEnd.Completed, ended.Reason);
        Assert.Equal(4, heard.Of<CheckpointFailed>().Single().Step);
        Assert.Null(heard.Of<RunPaused>().Single().NeedsRoom);
        Assert.Equal(200, CheckpointFolder.List(folder)[0].Step);
        Assert.True(heard.Of<CheckpointWritten>().Count > 1);
    }

    [Fact]
    public void Snapshot_NoMemoryForIt_IsWrittenWhileTheRunStands()
    {
        using var model = LoopSetup.Model();
        var (heard, folder) = (new Recorder(), LoopSetup.Folder());
        using var run = new TrainingRun(new TrainingInputs(LoopSetup.Settings with { CheckpointEverySteps = 4 }, new DecoderTrainable(model), folder, heard, new CountingSamples(200)) { MeasurePeak = false, SnapshotRoom = 0 });
        run.Run(TestContext.Current.CancellationToken);
        Assert.Equal([4, 8, 12], heard.Of<CheckpointWritten>().Select(c => c.Step));
        Assert.All(heard.Of<CheckpointWritten>(), c => Assert.True(c.Stall >= c.Write));
    }

    [Fact]
    public void Checkpoints_ByMinutes_FollowTheClock()
    {
        using var model = LoopSetup.Model();
        var (clock, folder) = (new SteppedTime(), LoopSetup.Folder());
        var heard = new Recorder((_, happened) =>
        {
            if (happened is StepFinished) clock.Now += TimeSpan.FromMinutes(3);
        });
        using var run = new TrainingRun(new TrainingInputs(LoopSetup.Settings with { CheckpointEveryMinutes = 10 }, new DecoderTrainable(model), folder, heard, new CountingSamples(200), Time: clock) { MeasurePeak = false, SnapshotRoom = 0 });
        run.Run(TestContext.Current.CancellationToken);
        Assert.Equal([4, 8, 12], heard.Of<CheckpointWritten>().Select(c => c.Step));
    }

    private sealed class SteppedTime : TimeProvider
    {
        public TimeSpan Now { get; set; }

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public override long GetTimestamp() => Now.Ticks;

        public override DateTimeOffset GetUtcNow() => DateTimeOffset.UnixEpoch + Now;
    }
}
