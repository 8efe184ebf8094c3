using Onebox.Models.Loop;

namespace Onebox.Models.Tests.Loop;

public sealed class TrainingRunTests
{
    [Fact]
    public void Run_LearnableSamples_LossFallsAndAllStepsAreTold()
    {
        using var model = LoopSetup.Model();
        var heard = new Recorder();
        var ended = LoopSetup.Train(LoopSetup.Settings with { Steps = 60 }, model, LoopSetup.Folder(), heard, validation: new CountingSamples(30));

        Assert.Equal(TrainingEnd.Completed, ended.Reason);
        Assert.Equal(Enumerable.Range(1, 60).Select(i => (long)i), heard.Steps.Select(s => s.Step));
        Assert.True(heard.Losses[^1] < heard.Losses[0] / 2, $"{heard.Losses[0]} → {heard.Losses[^1]}");
        Assert.True(heard.Of<Validated>().Single().Loss < heard.Losses[0] / 2);
        Assert.NotNull(ended.Checkpoint);
        Assert.All(heard.Steps, s => Assert.True(s.TokensPerSecond > 0 && s.GradientNorm > 0 && s.LearningRate > 0));
    }

    [Theory]
    [InlineData(ComputeType.BFloat16)]
    [InlineData(ComputeType.Float32)]
    public void Resume_AfterAnEndInTheMiddle_GivesTheSameBitsAsARunWithoutIt(ComputeType compute)
    {
        var settings = LoopSetup.Settings with { Steps = 30, PackingWindow = 37, Precision = compute == ComputeType.Float32 ? TrainingPrecision.F32 : TrainingPrecision.Bf16 };
        using var whole = LoopSetup.Model(compute);
        var all = new Recorder();
        LoopSetup.Train(settings, whole, LoopSetup.Folder(), all);

        var folder = LoopSetup.Folder();
        using (var stop = new CancellationTokenSource())
        {
            var first = new Recorder((_, happened) =>
            {
                if (happened is StepFinished { Step: 11 }) stop.Cancel();
            });
            using var model = LoopSetup.Model(compute);
            var cut = LoopSetup.Train(settings, model, folder, first, cancellation: stop.Token);
            Assert.Equal(TrainingEnd.Cancelled, cut.Reason);
            Assert.Equal(11, cut.Step);
            Assert.Equal(all.Losses.Take(11), first.Losses);
        }

        var rest = new Recorder();
        using var resumed = LoopSetup.Model(compute);
        LoopSetup.Train(settings, resumed, folder, rest);

        Assert.Equal("step-00000011", rest.Of<RunStarted>().Single().ResumedFrom);
        Assert.Equal(all.Losses.Skip(11), rest.Losses);
        Assert.Equal(all.Steps.Skip(11).Select(s => (s.LearningRate, s.GradientNorm, s.Tokens)), rest.Steps.Select(s => (s.LearningRate, s.GradientNorm, s.Tokens)));
        Assert.True(LoopSetup.Bits(whole).AsSpan().SequenceEqual(LoopSetup.Bits(resumed)));
    }

    [Fact]
    public void Stream_ResumedInTheMiddle_GivesTheSameBitsAsARunWithoutIt()
    {
        RunEnded Train(DecoderModel model, string folder, Recorder heard, CancellationToken cancellation)
        {
            using var run = new TrainingRun(new TrainingInputs(LoopSetup.Settings with { Steps = 30, PackingWindow = 20 }, new DecoderTrainable(model), folder, heard, Stream: new CountingStream(100)) { MeasurePeak = false });
            return run.Run(cancellation);
        }

        using var whole = LoopSetup.Model();
        var all = new Recorder();
        Train(whole, LoopSetup.Folder(), all, TestContext.Current.CancellationToken);

        var folder = LoopSetup.Folder();
        using var stop = new CancellationTokenSource();
        using var first = LoopSetup.Model();
        Train(first, folder, new Recorder((_, happened) => { if (happened is StepFinished { Step: 13 }) stop.Cancel(); }), stop.Token);
        using var second = LoopSetup.Model();
        var rest = new Recorder();
        Train(second, folder, rest, TestContext.Current.CancellationToken);
        Assert.Equal(all.Losses.Skip(13), rest.Losses);
        Assert.True(LoopSetup.Bits(whole).AsSpan().SequenceEqual(LoopSetup.Bits(second)));
    }

    [Fact]
    public void Accumulation_OfTheSameSamples_GivesTheSameLossAsOneBatch()
    {
        // Without packing a batch holds so many samples: 8 at once, or 4 twice.
        var settings = LoopSetup.Settings with { Packing = false, Precision = TrainingPrecision.F32, BatchTokens = 512, SequenceLength = 64, Steps = 8 };
        using var one = LoopSetup.Model(ComputeType.Float32);
        using var four = LoopSetup.Model(ComputeType.Float32);
        var (together, apart) = (new Recorder(), new Recorder());
        LoopSetup.Train(settings with { GradientAccumulation = 1 }, one, LoopSetup.Folder(), together);
        LoopSetup.Train(settings with { GradientAccumulation = 4 }, four, LoopSetup.Folder(), apart);

        Assert.Equal(together.Steps.Select(s => s.Tokens), apart.Steps.Select(s => s.Tokens));
        for (var i = 0; i < 8; i++) Assert.Equal(together.Losses[i], apart.Losses[i], 1e-4);
        Assert.Equal(together.Steps[0].GradientNorm, apart.Steps[0].GradientNorm, 1e-4);
    }

    [Fact]
    public void Run_SameSeedTwice_GivesTheSameBits_AnotherSeedDoesNot()
    {
        byte[] Trained(long seed)
        {
            using var model = LoopSetup.Model();
            LoopSetup.Train(LoopSetup.Settings with { Seed = seed }, model, LoopSetup.Folder(), new Recorder());
            return LoopSetup.Bits(model);
        }

        var first = Trained(1);
        Assert.True(first.AsSpan().SequenceEqual(Trained(1)));
        Assert.False(first.AsSpan().SequenceEqual(Trained(2)));
    }

    [Fact]
    public void Run_SettingsThatCannotBe_SaysAllThatIsWrong()
    {
        using var model = LoopSetup.Model();
        var refused = Assert.Throws<TrainingException>(() => LoopSetup.Train(LoopSetup.Settings with { Steps = null, LearningRate = -1, BatchTokens = 10 }, model, LoopSetup.Folder(), new Recorder()));
        Assert.Equal(TrainingError.Settings, refused.Error);
        Assert.Contains("Epochs", refused.Message, StringComparison.Ordinal);
        Assert.Contains("LearningRate", refused.Message, StringComparison.Ordinal);
        Assert.Contains("BatchTokens", refused.Message, StringComparison.Ordinal);
    }
}
