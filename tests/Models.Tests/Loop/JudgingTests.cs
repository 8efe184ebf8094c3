using Onebox.Models.Loop;

namespace Onebox.Models.Tests.Loop;

public sealed class JudgingTests
{
    [Fact]
    public void Run_ABatchThatBreaksTheRule_StopsNamesItAndKeepsTheWeightsBefore()
    {
        // Ever the same, until sample 90 says something nobody could know.
        var samples = Enumerable.Range(0, 120).Select(i => new TrainingSample(i, [.. Enumerable.Range(0, 60).Select(k => i < 90 ? k % 3 : (k * 31 * (i + 1)) % 96)])).ToList();
        var settings = LoopSetup.Settings with { Steps = 120, Shuffle = false, Packing = false, BatchTokens = 64, GradientAccumulation = 1, LearningRate = 1e-2, PackingWindow = 1000 };
        var folder = LoopSetup.Folder();
        using var model = LoopSetup.Model();
        var heard = new Recorder();
        var ended = LoopSetup.Train(settings, model, folder, heard, new ListSamples(samples));

        Assert.Equal(TrainingEnd.LossSpike, ended.Reason);
        Assert.Equal(90, ended.Step);
        Assert.Equal([90L], ended.Samples);
        Assert.Contains("sample 90", ended.Message, StringComparison.Ordinal);
        Assert.Equal("step-00000090", ended.Checkpoint);
        // The way out that the message names: the rest is left out, and the run goes on from before the batch.
        var rest = new Recorder();
        var on = LoopSetup.Train(settings with { ExcludedSamples = [.. Enumerable.Range(90, 30).Select(i => (long)i)] }, model, folder, rest, new ListSamples(samples));
        Assert.Equal(TrainingEnd.Completed, on.Reason);
        Assert.Equal(91, rest.Steps[0].Step);
    }

    [Fact]
    public unsafe void Run_AWeightThatIsNotANumber_StopsBeforeTheUpdateAndNamesTheSamples()
    {
        using var model = LoopSetup.Model();
        var heard = new Recorder((_, happened) =>
        {
            if (happened is StepFinished { Step: 5 }) ((ushort*)model.Parameters[0].ComputePointer)[0] = 0x7FC0;
        });
        var samples = new ListSamples([.. Enumerable.Range(0, 40).Select(i => new TrainingSample(i, [0, 1, 2, 0, 1, 2]))]);
        var ended = LoopSetup.Train(LoopSetup.Settings, model, LoopSetup.Folder(), heard, samples);

        Assert.Equal(TrainingEnd.NotANumber, ended.Reason);
        Assert.Equal(5, ended.Step);
        Assert.NotEmpty(ended.Samples);
        Assert.Contains("learningRate", ended.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(model.Parameters, p => p.Value!.isnan().any().item<bool>());
    }

    [Fact]
    public void Run_ValidationThatDoesNotFall_StopsEarlyAndKeepsTheBest()
    {
        using var model = LoopSetup.Model();
        var heard = new Recorder();
        // Trained on one sample for long: others can only become worse.
        var settings = LoopSetup.Settings with { Steps = 400, ValidateEvery = 5, EarlyStopPatience = 3, LearningRate = 1e-2, SpikeFactor = 0 };
        var folder = LoopSetup.Folder();
        var ended = LoopSetup.Train(settings, model, folder, heard, new ListSamples([new TrainingSample(0, [1, 2, 3, 4, 5, 6, 7, 8])]), new CountingSamples(20, 20, 40));

        Assert.Equal(TrainingEnd.EarlyStop, ended.Reason);
        Assert.True(ended.Step < 400);
        var best = heard.Of<Validated>().MinBy(v => v.Loss)!;
        Assert.Equal(best.Loss, ended.BestValidationLoss);
        Assert.Equal(best.Loss, CheckpointFolder.List(folder).Single(c => c.Name == ended.BestCheckpoint).ValidationLoss);
    }
}
