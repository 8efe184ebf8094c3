using System.Diagnostics;
using Onebox.Models;
using Onebox.Models.Loop;

namespace Onebox.Training.Bench;

/// <summary>Trained tokens a second on samples that are much shorter than a row: packed, against each padded to the longest of its batch, as trainers without packing do. The same samples, model and kernels.</summary>
internal static class PackingBench
{
    private const double Bar = 2;
    private const int Shortest = 16;
    private const int Longest = 256;
    private const int Rounds = 3;

    public static IEnumerable<Figure> Run(BenchSettings settings)
    {
        using var bench = BenchModel.Create(settings);
        // Lengths as datasets have them: many short ones, few long ones.
        var lengths = Enumerable.Range(0, 512).Select(i => Math.Max(Shortest, (int)(Longest * Math.Pow((i * 0.6180339887) % 1, 3)))).ToList();
        var rows = Math.Max(1, settings.Tokens / Longest);
        var padded = lengths.Chunk(rows).Select(chunk => Padded(chunk, settings.Shape.Vocabulary)).ToList();
        var packed = Packed(lengths, settings);
        var (best, bestPadded) = (0.0, 0.0);
        // In turns, so that a busy machine is busy for both.
        for (var round = 0; round <= Rounds; round++)
        {
            var (a, b) = (Speed(bench.Trainable, packed), Speed(bench.Trainable, padded));
            if (round == 0) continue;
            (best, bestPadded) = (Math.Max(best, a), Math.Max(bestPadded, b));
        }
        yield return new Figure($"tokens a second packed, {settings.Parameters}", best, "1/s");
        yield return new Figure($"tokens a second padded, {settings.Parameters}", bestPadded, "1/s");
        yield return new Figure($"packing gain, {settings.Parameters}, samples of {Shortest} to {Longest} tokens", best / bestPadded, "times", AtLeast: Bar);
    }

    private static double Speed(ITrainable model, List<(PackedBatch Batch, int Real)> batches)
    {
        var budget = TimeSpan.FromSeconds(8);
        var begin = Stopwatch.GetTimestamp();
        var tokens = 0L;
        foreach (var (batch, real) in batches)
        {
            foreach (var parameter in model.Trained) parameter.ClearGradient();
            model.Backward(batch, 1);
            tokens += real;
            if (Stopwatch.GetElapsedTime(begin) > budget) break;
        }
        return tokens / Stopwatch.GetElapsedTime(begin).TotalSeconds;
    }

    private static List<(PackedBatch Batch, int Real)> Packed(List<int> lengths, BenchSettings settings)
    {
        var pieces = lengths.Select((length, i) => new Piece(i, 0, length, null)).ToList();
        return [.. PackSamples.Fill(pieces, settings.Tokens).Select(batch => Build([.. batch.Select(p => (p.Length, p.Length))], settings.Shape.Vocabulary))];
    }

    private static (PackedBatch Batch, int Real) Padded(int[] lengths, int vocabulary) => Build([.. lengths.Select(l => (l, lengths.Max()))], vocabulary);

    private static (PackedBatch Batch, int Real) Build(List<(int Real, int Whole)> samples, int vocabulary)
    {
        var size = samples.Sum(s => s.Whole);
        var (tokens, targets, starts, segments) = (new int[size], new int[size], new List<int>(), new List<BatchSegment>());
        Array.Fill(targets, -1);
        var at = 0;
        foreach (var (real, whole) in samples)
        {
            for (var i = 0; i < real; i++) (tokens[at + i], targets[at + i]) = ((at + (i * 31)) % vocabulary, (at + (i * 17)) % vocabulary);
            starts.Add(at);
            segments.Add(new BatchSegment(at, whole, at));
            at += whole;
        }
        return (new PackedBatch(new TokenBatch(tokens, [.. starts], targets), segments), samples.Sum(s => s.Real));
    }
}
