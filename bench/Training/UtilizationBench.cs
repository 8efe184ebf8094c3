using Onebox.Models.Loop;

namespace Onebox.Training.Bench;

/// <summary>Needed operations of whole steps, optimizer included, over elapsed time and over the peak of plain matrix products at the same shapes.</summary>
internal static class UtilizationBench
{
    private const double Bar = 0.65;
    private const int WarmUp = 2;

    public static IEnumerable<Figure> Run(BenchSettings settings)
    {
        using var bench = BenchModel.Create(settings);
        var processor = new List<TimeSpan>();
        var heard = new Heard((_, happened) =>
        {
            if (happened is StepFinished) processor.Add(Environment.CpuUsage.TotalTime);
        });
        var training = new TrainingSettings(
            bench.Method,
            Steps: settings.Steps + WarmUp,
            SequenceLength: settings.Length,
            BatchTokens: settings.Tokens,
            LearningRate: 1e-4,
            SpikeFactor: 0,
            ValidateEvery: 0,
            Threads: settings.Threads,
            CheckpointEveryMinutes: 0,
            Moments: settings.HalfMoments ? TrainingPrecision.Bf16 : TrainingPrecision.F32);
        var folder = Directory.CreateTempSubdirectory("onebox-training-bench-").FullName;
        try
        {
            using var run = new TrainingRun(new TrainingInputs(training, bench.Trainable, folder, heard, new RandomSamples(100_000, (settings.Shortest > 0 ? settings.Shortest : settings.Length) + 1, settings.Length + 1, settings.Shape.Vocabulary)));
            using var stop = new CancellationTokenSource();
            run.Run(stop.Token);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }

        // A machine that others use gives its peak only at times: the higher of two moments counts.
        var before = heard.Events.OfType<RunStarted>().Single().PeakFlops;
        var peak = Math.Max(before, MatmulPeak.Measure(bench.Trainable.MatmulsOf(settings.Tokens), TrainingPrecision.Bf16, TimeSpan.FromSeconds(2)));
        var steps = heard.Events.OfType<StepFinished>().Skip(WarmUp).OrderBy(s => s.ModelFlopUtilization).ToList();
        var name = $"{settings.Parameters} {settings.Method}, {settings.Tokens} tokens a step, {settings.Threads} threads";
        yield return new Figure($"peak of bf16 products, {name}", peak / 1e9, "GFLOP/s");
        yield return new Figure($"tokens a second, {name}", steps[steps.Count / 2].TokensPerSecond, "1/s");
        yield return new Figure($"model FLOP utilization (median step), {name}", steps[steps.Count / 2].ModelFlopUtilization * before / peak, "of peak", AtLeast: Bar);
        var needed = heard.Events.OfType<StepFinished>().Skip(WarmUp).Sum(s => s.ModelFlopUtilization * before * s.StepTime.TotalSeconds);
        var spent = (processor[^1] - processor[WarmUp - 1]).TotalSeconds;
        // What other processes take does not count here.
        yield return new Figure($"the same by processor time, all steps, {name}", needed / spent / (peak / settings.Threads), "of peak");
        yield return new Figure($"model FLOP utilization (best step), {name}", steps[^1].ModelFlopUtilization * before / peak, "of peak");
    }
}
