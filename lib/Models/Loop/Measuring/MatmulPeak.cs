using System.Diagnostics;
using TorchSharp;

namespace Onebox.Models.Loop;

/// <summary>What this machine reaches in plain matrix products at a model's shapes and threads: what utilisation is held against.</summary>
public static class MatmulPeak
{
    private const int Rounds = 5;

    /// <summary>Floating point operations a second: each shape's best of several products, weighted by how much of the work it is.</summary>
    /// <param name="shapes">The model's products.</param>
    /// <param name="precision">What they are done in.</param>
    /// <param name="budget">About how long to measure.</param>
    public static double Measure(IReadOnlyList<MatmulShape> shapes, TrainingPrecision precision, TimeSpan budget)
    {
        var type = precision == TrainingPrecision.Bf16 ? torch.bfloat16 : torch.float32;
        var different = shapes.GroupBy(s => (s.Rows, s.Inner, s.Columns)).Select(g => g.First() with { Count = g.Sum(s => s.Count) }).ToList();
        var (flops, seconds) = (0.0, 0.0);
        using var quiet = torch.no_grad();
        foreach (var shape in different)
        {
            flops += shape.Flops;
            seconds += Best(shape, type, budget / different.Count) * shape.Count;
        }
        return seconds > 0 ? flops / seconds : 0;
    }

    private static double Best(MatmulShape shape, torch.ScalarType type, TimeSpan budget)
    {
        using var scope = torch.NewDisposeScope();
        var left = torch.ones(shape.Rows, shape.Inner, dtype: type);
        var right = torch.ones(shape.Columns, shape.Inner, dtype: type).t();
        var product = torch.zeros(shape.Rows, shape.Columns, dtype: type);
        product.addmm_(left, right, 0, 1);
        var best = double.MaxValue;
        var begin = Stopwatch.GetTimestamp();
        for (var round = 0; round < Rounds || Stopwatch.GetElapsedTime(begin) < budget; round++)
        {
            if (round > 0 && Stopwatch.GetElapsedTime(begin) > budget * 4) break;
            var start = Stopwatch.GetTimestamp();
            product.addmm_(left, right, 0, 1);
            best = Math.Min(best, Stopwatch.GetElapsedTime(start).TotalSeconds);
        }
        return best;
    }
}
