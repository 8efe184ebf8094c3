using Onebox.Models.Loop;

namespace Onebox.Models.Tests.Loop;

public sealed class AdapterRunTests
{
    private static readonly TrainingSettings Lora = LoopSetup.Settings with { Method = TrainingMethod.Lora, LoraRank = 4, LoraAlpha = 8, LoraDropout = 0.2, LearningRate = 1e-2, Steps = 24 };

    [Fact]
    public void Lora_Run_TrainsTheAdapterAndLeavesTheBaseAsItIs()
    {
        using var model = WithAdapter(Lora);
        var before = Base(model);
        var heard = new Recorder();
        LoopSetup.Train(Lora with { Steps = 60 }, model, LoopSetup.Folder(), heard);
        Assert.True(heard.Losses.TakeLast(5).Average() < heard.Losses.Take(5).Average() - 0.3, $"{heard.Losses[0]} → {heard.Losses[^1]}");
        Assert.Equal(before, Base(model));
    }

    [Fact]
    public void Lora_WithDropout_ResumesBitForBit()
    {
        using var whole = WithAdapter(Lora);
        var all = new Recorder();
        LoopSetup.Train(Lora, whole, LoopSetup.Folder(), all);

        var folder = LoopSetup.Folder();
        using var stop = new CancellationTokenSource();
        using var first = WithAdapter(Lora);
        LoopSetup.Train(Lora, first, folder, new Recorder((_, happened) => { if (happened is StepFinished { Step: 9 }) stop.Cancel(); }), cancellation: stop.Token);
        using var second = WithAdapter(Lora);
        var rest = new Recorder();
        LoopSetup.Train(Lora, second, folder, rest);

        Assert.Equal(all.Losses.Skip(9), rest.Losses);
        Assert.True(Bits(whole).AsSpan().SequenceEqual(Bits(second)));
        // Checkpoints hold the adapter only.
        Assert.Equal(3 * sizeof(float) * whole.Adapter!.Parameters.Sum(p => p.Count), CheckpointFolder.List(folder)[0].Bytes);
    }

    [Fact]
    public void Dpo_BeforeTheFirstStep_LosesLogTwo_AndLearnsToPrefer()
    {
        var settings = Lora with { Method = TrainingMethod.Dpo, LoraDropout = 0, Steps = 40, SequenceLength = 64, BatchTokens = 256, GradientAccumulation = 1 };
        using var model = WithAdapter(settings);
        var heard = new Recorder();
        LoopSetup.Train(settings, model, LoopSetup.Folder(), heard, new ListSamples(Pairs), new ListSamples(Pairs));
        Assert.Equal(Math.Log(2), heard.Losses[0], 1e-3);
        Assert.True(heard.Losses[^1] < 0.3, $"{heard.Losses[^1]}");
        Assert.Equal(1.0, heard.Steps[^1].PreferenceAccuracy!.Value, 1e-9);
        Assert.True(heard.Of<Validated>()[^1].Loss < 0.3);
    }

    [Fact]
    public unsafe void Dpo_Gradient_EqualsDifferencesOfTheLoss()
    {
        const double beta = 0.3, step = 1e-2;
        var settings = Lora with { Method = TrainingMethod.Dpo, LoraDropout = 0 };
        using var model = WithAdapter(settings, ComputeType.Float32);
        var trainable = new DecoderTrainable(model);
        // Away from the start, where the margin is 0 and half of the gradient vanishes with B.
        foreach (var parameter in trainable.Trained)
        {
            for (var i = 0; i < parameter.Count; i++) Value(parameter)[i] += 0.05f * MathF.Sin((i * 7) + parameter.Count);
        }
        model.Publish();
        var windows = new IndexedWindows(new ListSamples(Pairs), settings with { Shuffle = false });
        var pieces = new List<Piece>();
        windows.Read(new WindowStart(0, 0), pieces);
        var batch = BuildBatch.From(pieces, windows)!;

        model.ClearGradients();
        Preferences.Backward(trainable, batch, beta, seed: 1);
        var gradients = trainable.Trained.Select(p => p.Gradient!.data<float>().ToArray()).ToList();
        for (var p = 0; p < trainable.Trained.Count; p++)
        {
            // Where the gradient is largest, differences are least disturbed by rounding.
            var at = Array.IndexOf(gradients[p], gradients[p].MaxBy(MathF.Abs));
            double Loss(double by)
            {
                var kept = Value(trainable.Trained[p])[at];
                Value(trainable.Trained[p])[at] = (float)(kept + by);
                model.Publish();
                var loss = Preferences.Evaluate(trainable, batch, beta).Loss;
                Value(trainable.Trained[p])[at] = kept;
                model.Publish();
                return loss;
            }

            var difference = (Loss(step) - Loss(-step)) / (2 * step);
            Assert.True(Math.Abs(difference - gradients[p][at]) <= 0.02 + (0.05 * Math.Abs(difference)), $"{trainable.Trained[p].Name}[{at}]: {gradients[p][at]} where differences say {difference}");
        }

        static float* Value(ModelParameter parameter) => (float*)Panel.PointerOf(parameter.Value!);
    }

    [Fact]
    public void Dpo_WithoutAnAdapter_SaysWhatIsMissing()
    {
        using var model = LoopSetup.Model();
        Assert.Throws<TrainingException>(() => LoopSetup.Train(Lora with { Method = TrainingMethod.Dpo }, model, LoopSetup.Folder(), new Recorder(), new ListSamples(Pairs)));
    }

    private static IReadOnlyList<TrainingSample> Pairs { get; } =
    [
        .. Enumerable.Range(0, 8).Select(i => new TrainingSample(
            i,
            [i, 10, 11, 12],
            [false, false, true, true],
            new TrainingSample(i, [i, 10, 21, 22, 23], [false, false, true, true, true]))),
    ];

    private static DecoderModel WithAdapter(TrainingSettings settings, ComputeType compute = ComputeType.BFloat16)
    {
        TorchRuntime.Load();
        var model = DecoderModel.Create(LoopSetup.Shape, 3, new ModelOptions { Compute = compute, Frozen = true });
        model.AddAdapter(settings.ToLora());
        return model;
    }

    private static byte[] Bits(DecoderModel model) => [.. model.Adapter!.Parameters.SelectMany(p => p.Value!.data<float>().ToArray()).SelectMany(BitConverter.GetBytes)];

    private static float[] Base(DecoderModel model) => model.LogProbabilities(TokenBatch.Text([1, 5, 9, 13, 17, 21]), withoutAdapter: true);
}
