using Onebox.Models.Loop;

namespace Onebox.Models.Tests.Loop;

/// <summary>A small model, samples with a rule that can be learnt, and a folder.</summary>
internal static class LoopSetup
{
    public static ModelShape Shape { get; } = new()
    {
        Architecture = ModelArchitecture.Llama,
        Layers = 2,
        Hidden = 64,
        Heads = 4,
        KvHeads = 2,
        HeadSize = 16,
        Intermediate = 128,
        Vocabulary = 96,
        Context = 128,
        TiedEmbeddings = true,
    };

    public static TrainingSettings Settings { get; } = new(
        TrainingMethod.Pretrain,
        Steps: 12,
        SequenceLength: 64,
        BatchTokens: 256,
        GradientAccumulation: 2,
        LearningRate: 3e-3,
        WeightDecay: 0.1,
        Seed: 7,
        Threads: 1,
        ValidateEvery: 0,
        CheckpointEveryMinutes: 0);

    public static DecoderModel Model(ComputeType compute = ComputeType.BFloat16)
    {
        TorchRuntime.Load();
        return DecoderModel.Create(Shape, 3, new ModelOptions { Compute = compute });
    }

    private static readonly Lazy<string> Root = new(() =>
    {
        var root = Directory.CreateTempSubdirectory("onebox-loop-").FullName;
        AppDomain.CurrentDomain.ProcessExit += (_, _) => Directory.Delete(root, recursive: true);
        return root;
    });

    private static int _folders;

    /// <summary>A folder of its own, gone with the process.</summary>
    public static string Folder() => Directory.CreateDirectory(Path.Combine(Root.Value, Interlocked.Increment(ref _folders).ToString(System.Globalization.CultureInfo.InvariantCulture))).FullName;

    /// <summary>All trained numbers and their moments, bit for bit.</summary>
    public static byte[] Bits(DecoderModel model) =>
        [.. model.Parameters.SelectMany(p => p.Value!.data<float>().ToArray()).SelectMany(BitConverter.GetBytes)];

    public static RunEnded Train(TrainingSettings settings, DecoderModel model, string folder, Recorder recorder, ISampleSource? samples = null, ISampleSource? validation = null, IRankGroup? ranks = null, CancellationToken cancellation = default)
    {
        using var run = new TrainingRun(new TrainingInputs(settings, new DecoderTrainable(model), folder, recorder, samples ?? new CountingSamples(200), Validation: validation, Ranks: ranks) { MeasurePeak = false });
        recorder.Run = run;
        return run.Run(cancellation == default ? TestContext.Current.CancellationToken : cancellation);
    }
}

/// <summary>Remembers what happened; a step can be answered.</summary>
internal sealed class Recorder(Action<TrainingRun, TrainingEvent>? react = null) : ITrainingObserver
{
    private readonly List<TrainingEvent> _events = [];

    public TrainingRun? Run { get; set; }

    public IReadOnlyList<StepFinished> Steps => [.. Of<StepFinished>()];

    public IReadOnlyList<double> Losses => [.. Steps.Select(s => s.Loss)];

    public IReadOnlyList<T> Of<T>()
    {
        lock (_events) return [.. _events.OfType<T>()];
    }

    public void On(TrainingEvent happened)
    {
        lock (_events) _events.Add(happened);
        react?.Invoke(Run!, happened);
    }
}

/// <summary>Sample i counts up from a start in steps of its own, for a length of its own.</summary>
internal sealed class CountingSamples(int count, int shortest = 5, int longest = 40) : ISampleSource
{
    public long Count => count;

    public int LengthOf(long index) => shortest + (int)((index * 7919) % (longest - shortest + 1));

    public TrainingSample Read(long index)
    {
        var tokens = new int[LengthOf(index)];
        for (var i = 0; i < tokens.Length; i++) tokens[i] = (int)((index + (i * (1 + (index % 3)))) % 96);
        return new TrainingSample(index, tokens);
    }
}

/// <summary>The same samples one after the other.</summary>
internal sealed class CountingStream(int count) : ISampleStream
{
    private readonly CountingSamples _samples = new(count);

    public long Position { get; private set; }

    public void Seek(long position) => Position = position;

    public TrainingSample? Next() => Position < count ? _samples.Read(Position++) : null;
}
