using Onebox.Models.Loop;
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
