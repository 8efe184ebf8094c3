using System.Diagnostics;
using Onebox.Models.Loop;
using TorchSharp;

namespace Onebox.Training.Bench;

/// <summary>The optimizer's step (norm, clipping, update, bfloat16 copies) against torch's AdamW with its own clipping, on parameters of the same shapes, in turns.</summary>
internal static class OptimizerBench
{
    private const int Rounds = 5;

    public static IEnumerable<Figure> Run(BenchSettings settings)
    {
        using var bench = BenchModel.Create(settings);
        using var state = new TrainedState(bench.Trainable.Trained);
        var ours = new AdamW(new TrainingSettings(Steps: 1, WeightDecay: 0.1), settings.Threads);
        var parameters = state.Parameters.Select(p => new TorchSharp.Modules.Parameter(p.Value!.clone())).ToList();
        foreach (var (parameter, mine) in parameters.Zip(state.Parameters))
        {
            using var gradient = torch.full(parameter.shape, 0.01f);
            parameter.grad = gradient.clone();
            mine.Gradient!.copy_(gradient);
            mine.HasGradient = true;
        }
        using var theirs = torch.optim.AdamW(parameters, lr: 1e-4, weight_decay: 0.1);
        var (best, bestTheirs) = (double.MaxValue, double.MaxValue);
        for (var round = 1; round <= Rounds; round++)
        {
            best = Math.Min(best, Seconds(() => ours.Update(state, new UpdateNumbers(1e-4, 1 / Math.Max(1, ours.Norm(state)), round))));
            bestTheirs = Math.Min(bestTheirs, Seconds(() =>
            {
                torch.nn.utils.clip_grad_norm_(parameters, 1);
                theirs.step();
                foreach (var (parameter, mine) in parameters.Zip(state.Parameters))
                {
                    if (!ReferenceEquals(mine.Compute, mine.Value)) mine.Compute.copy_(parameter);
                }
            }));
        }
        foreach (var parameter in parameters) parameter.Dispose();
        yield return new Figure($"optimizer step, {settings.Parameters} {settings.Method}, {settings.Threads} threads", best * 1000, "ms");
        // Gradient twice, then value and two moments read and written, and the copy written.
        yield return new Figure("its memory traffic", state.Count * ((2 * 4) + (6 * 4) + 2) / best / 1e9, "GB/s");
        yield return new Figure("torch's AdamW against it", bestTheirs / best, "times as long");
    }

    private static double Seconds(Action action)
    {
        using var quiet = torch.no_grad();
        var begin = Stopwatch.GetTimestamp();
        action();
        return Stopwatch.GetElapsedTime(begin).TotalSeconds;
    }
}
