using System.Diagnostics;
using System.Globalization;
using System.Runtime.CompilerServices;

namespace Onebox.Vectors.Tests;

/// <summary>A writer process is killed with SIGKILL at random moments, checkpoints and compactions included; whatever it had acknowledged must be there.</summary>
public sealed class CrashTests
{
    private const string FolderVariable = "ONEBOX_VECTORS_CRASH_WRITER";
    private const int Keys = 400;
    private const int Dimensions = 24;

    private static VectorIndexOptions Options => new()
    {
        Dimensions = Dimensions,
        Metric = VectorMetric.L2,
        Storage = VectorStorage.Code4,
        BuildThreads = 1,
        CheckpointLogBytes = 1 << 16,
        Durability = VectorDurability.OperatingSystem, // SIGKILL takes the process, not the machine.
    };

    /// <summary>The child: this same program, which becomes a writer instead of a test run.</summary>
    [ModuleInitializer]
    internal static void WriteUntilKilled()
    {
        if (Environment.GetEnvironmentVariable(FolderVariable) is not { } folder)
            return;
        using var index = VectorIndex.Open(folder, Options);
        var step = int.Parse(Environment.GetEnvironmentVariable(FolderVariable + "_STEP")!, CultureInfo.InvariantCulture);
        var output = Console.Out;
        for (; ; step++)
        {
            index.Apply(Batch(step));
            output.WriteLine(step.ToString(CultureInfo.InvariantCulture));
            output.Flush();
        }
    }

    [Fact]
    public void Index_WhoseWriterIsKilledAgainAndAgain_KeepsEveryAcknowledgedWrite() => KillAgainAndAgain(8);

    [Fact(Explicit = true)]
    public void Index_WhoseWriterIsKilledFiftyTimes_KeepsEveryAcknowledgedWrite() => KillAgainAndAgain(50);

    private static void KillAgainAndAgain(int rounds)
    {
        using var folder = new TestFolder();
        var random = new Random(17);
        var model = new Dictionary<long, int>();
        var step = 0;
        for (var round = 0; round < rounds; round++)
        {
            var acknowledged = RunAndKill(folder.Path, step, random.Next(20, 500));
            for (; step <= acknowledged; step++)
                Model(model, step);
            using var index = VectorIndex.Open(folder.Path, Options);
            // The step under way may have been logged and not acknowledged: all of it or nothing.
            var next = new Dictionary<long, int>(model);
            Model(next, step);
            var hasNext = Matches(index, next);
            Assert.True(hasNext || Matches(index, model), $"after step {acknowledged} in round {round}");
            if (hasNext)
                (model, step) = (next, step + 1);
            Assert.Equal(model.Count, index.Search(Vector(1), Keys + 10).Length);
            Assert.True(index.Search(Vector(1), Keys + 10, new VectorSearchSettings { Width = 2 * Keys }).Length >= model.Count * 0.95);
        }

        Assert.True(Directory.EnumerateFiles(folder.Path, "*.snapshot").Any(), "no checkpoint came about: the test is too short to mean anything");
    }

    private static int RunAndKill(string folder, int step, int lines)
    {
        var start = new ProcessStartInfo(Environment.ProcessPath!) { RedirectStandardOutput = true, UseShellExecute = false };
        if (Path.GetFileNameWithoutExtension(Environment.ProcessPath) == "dotnet")
            start.ArgumentList.Add(typeof(CrashTests).Assembly.Location);
        start.Environment[FolderVariable] = folder;
        start.Environment[FolderVariable + "_STEP"] = step.ToString(CultureInfo.InvariantCulture);
        using var writer = Process.Start(start)!;
        var last = step - 1;
        for (var line = 0; line < lines && writer.StandardOutput.ReadLine() is { } text; line++)
            last = int.Parse(text, CultureInfo.InvariantCulture);
        writer.Kill(); // SIGKILL
        while (writer.StandardOutput.ReadLine() is { } text)
            if (int.TryParse(text, CultureInfo.InvariantCulture, out var later) && later == last + 1)
                last = later;
        writer.WaitForExit();
        Assert.True(last >= step, "the writer did not start");
        return last;
    }

    private static VectorBatch Batch(int step)
    {
        var batch = new VectorBatch();
        foreach (var key in Touched(step))
            if (IsDelete(step, key))
                batch.Delete(key);
            else
                batch.Upsert(key, Vector(step + key), BitConverter.GetBytes(step));
        return batch;
    }

    private static void Model(Dictionary<long, int> model, int step)
    {
        foreach (var key in Touched(step))
            if (IsDelete(step, key))
                model.Remove(key);
            else
                model[key] = step;
    }

    private static IEnumerable<int> Touched(int step) => Enumerable.Range(0, 1 + step % 5).Select(i => (step * 37 + i * 101) % Keys).Distinct();

    private static bool IsDelete(int step, int key) => (step + key) % 5 == 0;

    private static bool Matches(VectorIndex index, Dictionary<long, int> model)
    {
        if (index.Count != model.Count)
            return false;
        var vector = new float[Dimensions];
        return model.All(pair => index.TryGet(pair.Key, vector, out var payload)
            && BitConverter.ToInt32(payload) == pair.Value && vector.AsSpan().SequenceEqual(Vector(pair.Value + (int)pair.Key)));
    }

    private static float[] Vector(int seed)
    {
        var random = new Random(seed);
        return Enumerable.Range(0, Dimensions).Select(_ => random.NextSingle()).ToArray();
    }
}
