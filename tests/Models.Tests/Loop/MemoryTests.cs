using System.Globalization;

namespace Onebox.Models.Tests.Loop;

/// <summary>
/// What a run takes must not grow with its steps. The process is measured, so nothing else may run in it: beside other tests, whose models come and go, it grew by whatever those took at the moment.
/// </summary>
[Collection(nameof(Alone))]
public sealed class MemoryTests
{
    private const int Steps = 1000, Settled = 200, Every = 100;
    private const long Most = 8L << 20;

    [Fact]
    public void AThousandSteps_ManagedAndNativeMemory_StaySteady() => Measure(Steps, Most);

    /// <summary>The same over so many steps that a leak of a kilobyte a step is seen for certain. Run it by its name; it prints each measurement.</summary>
    [Fact(Explicit = true)]
    public void FiveThousandSteps_ManagedAndNativeMemory_StaySteady() => Measure(5 * Steps, Most);

    private static void Measure(int steps, long most)
    {
        using var model = LoopSetup.Model();
        var measured = new List<(long Step, long Resident, long Managed)>();
        var heard = new Watch(step =>
        {
            if (step >= Settled && step % Every == 0) measured.Add((step, Resident(), GC.GetTotalMemory(forceFullCollection: false)));
        });
        using var run = new Models.Loop.TrainingRun(new Models.Loop.TrainingInputs(
            LoopSetup.Settings with { Steps = steps, BatchTokens = 128, GradientAccumulation = 1, CheckpointEverySteps = 100, SpikeFactor = 0 }, new Models.Loop.DecoderTrainable(model), LoopSetup.Folder(), heard, new CountingSamples(200))
        { MeasurePeak = false });
        run.Run(TestContext.Current.CancellationToken);
        var told = string.Join('\n', measured.Select(m => string.Create(CultureInfo.InvariantCulture, $"step {m.Step}: resident {m.Resident >> 10} KiB, managed {m.Managed >> 10} KiB")));
        TestContext.Current.TestOutputHelper!.WriteLine(told);
        Assert.Equal(steps, measured[^1].Step);
        Assert.True(measured[^1].Resident - measured[0].Resident < most, told);
    }

    private static long Resident()
    {
        GC.Collect();
        GC.WaitForPendingFinalizers();
        GC.Collect();
        return long.Parse(File.ReadAllText("/proc/self/statm").Split(' ')[1], CultureInfo.InvariantCulture) * Environment.SystemPageSize;
    }

    /// <summary>Keeps nothing, unlike a recorder.</summary>
    private sealed class Watch(Action<long> step) : Models.Loop.ITrainingObserver
    {
        public void On(Models.Loop.TrainingEvent happened)
        {
            if (happened is Models.Loop.StepFinished finished) step(finished.Step);
        }
    }
}

/// <summary>Tests that run while no other does.</summary>
[CollectionDefinition(nameof(Alone), DisableParallelization = true)]
public sealed class Alone;
