using Onebox.Models.Loop;

namespace Onebox.Training.Bench;

/// <summary>A run with a checkpoint every few steps: how long it stands for one, and how fast writing and the verified load are against a plain file of the same bytes on the same disk.</summary>
internal static class CheckpointBench
{
    private const double StallBar = 0.05;
    private const double SpeedBar = 0.8;
    private const int Rounds = 3;

    public static IEnumerable<Figure> Run(BenchSettings settings)
    {
        using var bench = BenchModel.Create(settings);
        var root = Directory.CreateDirectory(Path.Combine(settings.Folder, $"onebox-checkpoint-bench-{Environment.ProcessId}")).FullName;
        try
        {
            return Measure(settings, bench, root);
        }
        finally
        {
            Directory.Delete(root, recursive: true);
        }
    }

    private static List<Figure> Measure(BenchSettings settings, BenchModel bench, string root)
    {
        var heard = new Heard();
        var training = new TrainingSettings(bench.Method, Steps: settings.Steps, SequenceLength: settings.Length, BatchTokens: settings.Tokens, SpikeFactor: 0, ValidateEvery: 0, Threads: settings.Threads, CheckpointEverySteps: Math.Max(1, settings.Steps / 2), CheckpointEveryMinutes: 0, KeepCheckpoints: 1);
        var folder = Path.Combine(root, "run");
        using (var run = new TrainingRun(new TrainingInputs(training, bench.Trainable, folder, heard, new RandomSamples(10_000, settings.Length + 1, settings.Length + 1, settings.Shape.Vocabulary)) { MeasurePeak = false }))
            run.Run();
        var stalled = heard.Events.OfType<StepFinished>().Where(s => s.CheckpointStall > TimeSpan.Zero).ToList();
        var usual = heard.Events.OfType<StepFinished>().Skip(1).Where(s => s.CheckpointStall == TimeSpan.Zero).Select(s => s.StepTime).Order().ToList();
        var stall = stalled.Count == 0 ? 0 : stalled.Average(s => s.CheckpointStall.TotalSeconds) / usual[usual.Count / 2].TotalSeconds;

        using var speed = new CheckpointSpeed(bench.Trainable, Path.Combine(root, "speed"), settings.Threads);
        var (write, rawWrite, load, rawLoad) = (0.0, 0.0, 0.0, 0.0);
        for (var round = 0; round < Rounds; round++)
        {
            rawWrite = Math.Max(rawWrite, RawFile.Write(Path.Combine(root, "raw"), speed.Bytes));
            write = Math.Max(write, speed.Write());
            rawLoad = Math.Max(rawLoad, RawFile.Read(Path.Combine(root, "raw")));
            load = Math.Max(load, speed.Load());
        }
        var size = $"{settings.Parameters}, {speed.Bytes >> 20} MiB";
        return
        [
            new Figure($"stall of a checkpoint against a step, {size}", stall, "of a step", AtMost: StallBar),
            new Figure($"raw write + fsync, {size}", rawWrite / 1e6, "MB/s"),
            new Figure($"checkpoint write against raw, {size}", write / rawWrite, "times", AtLeast: SpeedBar),
            new Figure($"raw read, {size}", rawLoad / 1e6, "MB/s"),
            new Figure($"verified load against raw, {size}", load / rawLoad, "times", AtLeast: SpeedBar),
        ];
    }
}
