using System.Diagnostics;
using Onebox.Models.Loop;

namespace Onebox.Models.Tests.Loop;

public sealed class RanksTests
{
    private const string SocketVariable = "ONEBOX_TEST_RANKS_SOCKET";
    private const string FolderVariable = "ONEBOX_TEST_RANKS_FOLDER";
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    // A micro-batch each: one process sums the same two gradients.
    private static readonly TrainingSettings Settings = LoopSetup.Settings with { Steps = 10, GradientAccumulation = 2, Precision = TrainingPrecision.F32 };

    [Fact]
    public async Task TwoProcesses_SameRun_GiveTheResultOfOne()
    {
        using var alone = LoopSetup.Model(ComputeType.Float32);
        var one = new Recorder();
        LoopSetup.Train(Settings, alone, LoopSetup.Folder(), one);

        var (first, firstBits) = await Together();
        Assert.Equal(one.Steps.Select(s => s.Tokens), first.Steps.Select(s => s.Tokens));
        for (var i = 0; i < one.Losses.Count; i++)
        {
            // The same numbers summed in another order: rounding of float32, amplified by ten steps.
            Assert.Equal(one.Losses[i], first.Losses[i], 1e-4);
            Assert.Equal(one.Steps[i].GradientNorm, first.Steps[i].GradientNorm, 1e-3);
        }
        var (_, secondBits) = await Together();
        Assert.True(firstBits.AsSpan().SequenceEqual(secondBits), "two runs of two processes differ");
    }

    [Fact]
    public async Task Sum_ManyPieces_IsInRankOrderAndTheSameEverywhere()
    {
        const int size = 3, count = 700_001;
        var path = Path.Combine(LoopSetup.Folder(), "ranks");
        var sums = new float[size][];
        await Task.WhenAll(Enumerable.Range(0, size).Select(rank => Task.Factory.StartNew(
            () =>
            {
                using var ranks = SocketRanks.Join(path, rank, size, Patience);
                sums[rank] = [.. Enumerable.Range(0, count).Select(i => Number(rank, i))];
                ranks.SumInRankOrder(sums[rank].AsSpan());
            },
            TestContext.Current.CancellationToken,
            TaskCreationOptions.LongRunning,
            TaskScheduler.Default)));
        for (var i = 0; i < count; i++)
        {
            var expected = Number(0, i) + Number(1, i) + Number(2, i);
            Assert.True(sums[0][i] == expected && sums[1][i] == expected && sums[2][i] == expected);
        }

        static float Number(int rank, int i) => 1f / (1 + i + (rank * 7));
    }

    [Fact]
    public async Task Sum_AnotherRankHasEnded_SaysSo()
    {
        var path = Path.Combine(LoopSetup.Folder(), "ranks");
        var gone = Task.Run(() => SocketRanks.Join(path, 1, 2, Patience).Dispose(), TestContext.Current.CancellationToken);
        using var ranks = SocketRanks.Join(path, 0, 2, Patience);
        await gone;
        Assert.Throws<RankLostException>(() => ranks.SumInRankOrder(new double[] { 1 }.AsSpan()));
    }

    [Fact]
    public void Join_NobodyElse_GivesUpAndSaysSo() =>
        Assert.Throws<RankLostException>(() => SocketRanks.Join(Path.Combine(LoopSetup.Folder(), "ranks"), 0, 2, TimeSpan.FromMilliseconds(50)));

    /// <summary>Not a test: the second rank.</summary>
    [Fact(Explicit = true)]
    public void Child()
    {
        using var ranks = SocketRanks.Join(Environment.GetEnvironmentVariable(SocketVariable)!, 1, 2, Patience);
        using var model = LoopSetup.Model(ComputeType.Float32);
        var heard = new Recorder();
        LoopSetup.Train(Settings, model, Environment.GetEnvironmentVariable(FolderVariable)!, heard, ranks: ranks);
        // Only the first rank tells; both hold the same weights.
        Assert.Empty(heard.Steps);
        File.WriteAllBytes(Environment.GetEnvironmentVariable(SocketVariable) + ".bits", LoopSetup.Bits(model));
    }

    private static async Task<(Recorder Heard, byte[] Bits)> Together()
    {
        var (folder, socket) = (LoopSetup.Folder(), Path.Combine(LoopSetup.Folder(), "ranks"));
        var start = new ProcessStartInfo(Environment.ProcessPath!, ["-method", $"{typeof(RanksTests).FullName}.{nameof(Child)}", "-explicit", "only", "-noColor"]) { RedirectStandardOutput = true };
        start.Environment[SocketVariable] = socket;
        start.Environment[FolderVariable] = folder;
        using var child = Process.Start(start)!;
        var said = child.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        using var model = LoopSetup.Model(ComputeType.Float32);
        var heard = new Recorder();
        using (var ranks = SocketRanks.Join(socket, 0, 2, Patience)) LoopSetup.Train(Settings, model, folder, heard, ranks: ranks);
        await child.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.True(child.ExitCode == 0, await said);
        var bits = LoopSetup.Bits(model);
        Assert.True(bits.AsSpan().SequenceEqual(File.ReadAllBytes(socket + ".bits")), "the ranks' weights differ");
        return (heard, bits);
    }
}
