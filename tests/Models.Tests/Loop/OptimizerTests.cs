using Onebox.Models.Loop;
using Onebox.Weights;
using TorchSharp;

namespace Onebox.Models.Tests.Loop;

public sealed class OptimizerTests
{
    [Fact]
    public void Update_TenSteps_EqualsTorchsAdamW()
    {
        var settings = LoopSetup.Settings with { WeightDecay = 0.1, Beta2 = 0.95 };
        using var model = LoopSetup.Model();
        using var state = new TrainedState(model.Parameters);
        var optimizer = new AdamW(settings, threads: 2);
        var theirs = model.Parameters.ToDictionary(p => p.Name, p => new TorchSharp.Modules.Parameter(p.Value!.clone()), StringComparer.Ordinal);
        using var decaying = torch.optim.AdamW(theirs.Where(p => Decays(p.Key, p.Value)).Select(p => p.Value), lr: 0.01, beta1: 0.9, beta2: 0.95, eps: 1e-8, weight_decay: 0.1);
        using var others = torch.optim.AdamW(theirs.Where(p => !Decays(p.Key, p.Value)).Select(p => p.Value), lr: 0.01, beta1: 0.9, beta2: 0.95, eps: 1e-8, weight_decay: 0);

        for (var step = 1; step <= 10; step++)
        {
            torch.manual_seed(step);
            foreach (var parameter in model.Parameters)
            {
                using var gradient = torch.randn(parameter.Value!.shape);
                parameter.Gradient!.copy_(gradient);
                parameter.HasGradient = true;
                theirs[parameter.Name].grad = (gradient * 0.5).detach();
            }
            optimizer.Update(state, new UpdateNumbers(0.01, 0.5, step));
            decaying.step();
            others.step();
        }

        foreach (var parameter in model.Parameters)
        {
            Assert.True(torch.allclose(parameter.Value!, theirs[parameter.Name], rtol: 1e-5, atol: 1e-6), parameter.Name);
            Assert.True(parameter.Compute.Equals(parameter.Value!.to(parameter.Compute.dtype)), $"{parameter.Name}: the copy is not the value");
        }
    }

    [Fact]
    public void Update_AnyNumberOfThreads_GivesTheSameBits()
    {
        byte[] Updated(int threads)
        {
            using var model = LoopSetup.Model();
            using var state = new TrainedState(model.Parameters);
            var optimizer = new AdamW(LoopSetup.Settings, threads);
            torch.manual_seed(1);
            foreach (var parameter in model.Parameters)
            {
                using var gradient = torch.randn(parameter.Value!.shape);
                parameter.Gradient!.copy_(gradient);
                parameter.HasGradient = true;
            }
            var norm = optimizer.Norm(state);
            optimizer.Update(state, new UpdateNumbers(0.01, 1 / norm, 1));
            return LoopSetup.Bits(model);
        }

        Assert.True(Updated(1).AsSpan().SequenceEqual(Updated(3)));
    }

    /// <summary>A thousand small gradients of one size, with a long memory: rounding to nearest would never see them.</summary>
    [Fact]
    public void Update_MomentsInBrainFloat_AreRightOnAverageAndTheSameEveryTime()
    {
        static (double Mean, double Square, byte[] Bits) Run(TrainingPrecision moments, int threads)
        {
            using var model = LoopSetup.Model();
            using var state = new TrainedState(model.Parameters, moments);
            var optimizer = new AdamW(LoopSetup.Settings with { Moments = moments, Beta1 = 0.99, Beta2 = 0.999 }, threads);
            foreach (var parameter in model.Parameters)
            {
                parameter.Gradient!.fill_(0.01f);
                parameter.HasGradient = true;
            }
            for (var step = 1; step <= 500; step++) optimizer.Update(state, new UpdateNumbers(1e-4, 1, step));
            return (Average(state, "mean."), Average(state, "square."), LoopSetup.Bits(model));
        }

        var (exact, half, again) = (Run(TrainingPrecision.F32, 1), Run(TrainingPrecision.Bf16, 1), Run(TrainingPrecision.Bf16, 3));
        Assert.Equal(1, half.Mean / exact.Mean, 0.002);
        Assert.Equal(1, half.Square / exact.Square, 0.002);
        Assert.True(half.Bits.AsSpan().SequenceEqual(again.Bits));
    }

    [Fact]
    public void Run_MomentsInBrainFloat_LearnsAsWellAndResumesToTheSameBits()
    {
        var settings = LoopSetup.Settings with { Steps = 60, Moments = TrainingPrecision.Bf16, CheckpointEverySteps = 30 };
        using var exact = LoopSetup.Model();
        using var half = LoopSetup.Model();
        using var resumed = LoopSetup.Model();
        var (one, two) = (new Recorder(), new Recorder());
        LoopSetup.Train(settings with { Moments = TrainingPrecision.F32 }, exact, LoopSetup.Folder(), one);
        LoopSetup.Train(settings, half, LoopSetup.Folder(), two);
        Assert.Equal(one.Losses[^1], two.Losses[^1], 0.02 * one.Losses[^1]);

        var folder = LoopSetup.Folder();
        using (var first = LoopSetup.Model())
        {
            using var stop = new CancellationTokenSource();
            LoopSetup.Train(settings, first, folder, new Recorder((_, happened) =>
            {
                if (happened is StepFinished { Step: 40 }) stop.Cancel();
            }), cancellation: stop.Token);
        }
        LoopSetup.Train(settings, resumed, folder, new Recorder());
        Assert.True(LoopSetup.Bits(half).AsSpan().SequenceEqual(LoopSetup.Bits(resumed)));
    }

    private static double Average(TrainedState state, string kind)
    {
        var (sum, count) = (0.0, 0L);
        foreach (var tensor in state.Tensors.Where(t => t.Name.StartsWith(kind, StringComparison.Ordinal)))
        {
            var bytes = tensor.Slice(0, (int)tensor.Bytes);
            if (tensor.Type == TensorType.BF16) foreach (var half in System.Runtime.InteropServices.MemoryMarshal.Cast<byte, ushort>(bytes)) sum += BitConverter.UInt32BitsToSingle((uint)half << 16);
            else foreach (var single in System.Runtime.InteropServices.MemoryMarshal.Cast<byte, float>(bytes)) sum += single;
            count += tensor.Shape.Aggregate(1L, (a, b) => a * b);
        }
        return sum / count;
    }

    [Fact]
    public void Norm_OfAllGradients_EqualsTorchs()
    {
        using var model = LoopSetup.Model();
        using var state = new TrainedState(model.Parameters);
        var expected = 0.0;
        foreach (var parameter in model.Parameters)
        {
            parameter.Gradient!.fill_(0.25f);
            parameter.HasGradient = true;
            expected += parameter.Count * 0.0625;
        }
        Assert.Equal(Math.Sqrt(expected), new AdamW(LoopSetup.Settings, 1).Norm(state), 1e-6);
    }

    [Fact]
    public void FillGradients_NothingAdded_MakesThemZeroAndCountThem()
    {
        using var model = LoopSetup.Model();
        using var state = new TrainedState(model.Parameters);
        foreach (var parameter in model.Parameters) parameter.Gradient!.fill_(3);
        state.ClearGradients();
        state.FillGradients();
        Assert.Equal(0, new AdamW(LoopSetup.Settings, 1).Norm(state));
        Assert.All(model.Parameters, p => Assert.True(p.HasGradient));
    }

    [Fact]
    public void Run_WithClipping_BoundsTheStep()
    {
        using var model = LoopSetup.Model(ComputeType.Float32);
        using var state = new TrainedState(model.Parameters);
        // After one step AdamW's first moment is (1 − β₁) times the gradient that was applied.
        LoopSetup.Train(LoopSetup.Settings with { Steps = 1, ClipNorm = 0.01, Precision = TrainingPrecision.F32 }, model, LoopSetup.Folder(), new Recorder());
        var folder = LoopSetup.Folder();
        using var again = LoopSetup.Model(ComputeType.Float32);
        LoopSetup.Train(LoopSetup.Settings with { Steps = 1, ClipNorm = 0.01, Precision = TrainingPrecision.F32 }, again, folder, new Recorder());
        var path = CheckpointFolder.List(folder).Single().Path;
        CheckpointFolder.Load(path, CheckpointManifest.Read(path), state.Tensors.ToDictionary(t => t.Name, StringComparer.Ordinal), 1);
        var squares = 0.0;
        foreach (var mean in state.Tensors.Where(t => t.Name.StartsWith("mean.", StringComparison.Ordinal)))
        {
            foreach (var value in System.Runtime.InteropServices.MemoryMarshal.Cast<byte, float>(mean.Slice(0, (int)mean.Bytes))) squares += (double)value * value;
        }
        Assert.Equal(0.001, Math.Sqrt(squares), 1e-6);
    }

    private static bool Decays(string name, torch.Tensor tensor) => tensor.dim() > 1 && !name.Contains("embed", StringComparison.OrdinalIgnoreCase);
}
