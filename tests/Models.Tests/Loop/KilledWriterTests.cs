using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using Onebox.Models.Loop;

namespace Onebox.Models.Tests.Loop;

/// <summary>A child process writes checkpoints and kills itself at a boundary between two changes on the disk: no destructor, no flush, no finally.</summary>
public sealed partial class KilledWriterTests
{
    private const string FolderVariable = "ONEBOX_TEST_KILL_FOLDER";
    private const string BoundaryVariable = "ONEBOX_TEST_KILL_AT";
    private const int Kill = 9;

    [Fact]
    public async Task Kill_AtEveryWriteBoundary_LeavesAWholeCheckpointThatIsTheOldOrTheNew()
    {
        var boundaries = 0;
        for (var at = 1; ; at++)
        {
            var folder = LoopSetup.Folder();
            Write(folder, step: 1);
            Write(folder, step: 2);
            var killed = await RunChild(folder, at);
            if (!killed) break;
            boundaries++;

            var newest = CheckpointFolder.List(folder);
            Assert.True(newest.Count > 0 && newest[0].IsLatest, $"boundary {at}: latest names no whole checkpoint");
            Assert.InRange(newest[0].Step, 2, 3);
            AssertHolds(newest[0]);
            // The next process goes on: it cleans up and writes the step again, whatever the name is that is free.
            Write(folder, step: 3);
            var after = CheckpointFolder.List(folder);
            Assert.Equal(3, after[0].Step);
            AssertHolds(after[0]);
            Assert.DoesNotContain(Directory.EnumerateDirectories(folder), d => d.EndsWith(".partial", StringComparison.Ordinal) || d.EndsWith(".old", StringComparison.Ordinal));
            Directory.Delete(folder, recursive: true);
        }
        // Folder, two files with their tensors and their ends, manifest and its sum, verified, renamed, the pointer twice, retired, removed.
        Assert.True(boundaries >= 16, $"only {boundaries} boundaries were met");
    }

    /// <summary>Not a test: what the child does. Only <see cref="Kill_AtEveryWriteBoundary_LeavesAWholeCheckpointThatIsTheOldOrTheNew"/> starts it.</summary>
    [Fact(Explicit = true)]
    public void Child()
    {
        var folder = Environment.GetEnvironmentVariable(FolderVariable)!;
        var left = int.Parse(Environment.GetEnvironmentVariable(BoundaryVariable)!, CultureInfo.InvariantCulture);
        Write(folder, step: 3, boundary =>
        {
            if (--left == 0) Assert.Equal(0, SendSignal(Environment.ProcessId, Kill));
        });
    }

    private static async Task<bool> RunChild(string folder, int boundary)
    {
        var start = new ProcessStartInfo(Environment.ProcessPath!, ["-method", $"{typeof(KilledWriterTests).FullName}.{nameof(Child)}", "-explicit", "only", "-noColor"]) { RedirectStandardOutput = true };
        start.Environment[FolderVariable] = folder;
        start.Environment[BoundaryVariable] = boundary.ToString(CultureInfo.InvariantCulture);
        using var child = Process.Start(start)!;
        var said = await child.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await child.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.True(child.ExitCode is 0 or 128 + Kill, said);
        return child.ExitCode != 0;
    }

    private static void Write(string folder, long step, Action<string>? boundary = null)
    {
        var write = new WriteCheckpoint(folder, keep: 2, boundary);
        if (boundary is null) write.CleanUp();
        using var memory = new Tensors(step);
        var state = new RunState(step, step, 9, 0, new FeedPosition(0, 0, 0), [], null, null, 0, null, step);
        write.Run(memory.All, new CheckpointManifest(1, "", DateTimeOffset.UnixEpoch, LoopSetup.Settings, state, []), threads: 1);
    }

    private static void AssertHolds(CheckpointInfo checkpoint)
    {
        using var memory = new Tensors(0);
        CheckpointFolder.Load(checkpoint.Path, CheckpointManifest.Read(checkpoint.Path), memory.All.ToDictionary(t => t.Name, StringComparer.Ordinal), threads: 1);
        foreach (var tensor in memory.All) Assert.True(tensor.Slice(0, (int)tensor.Bytes).IndexOfAnyExcept((byte)checkpoint.Step) < 0, tensor.Name);
    }

    [LibraryImport("libc", EntryPoint = "kill")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int SendSignal(int process, int signal);

    /// <summary>Two parts of two tensors, each byte the step.</summary>
    private sealed unsafe class Tensors : IDisposable
    {
        private const int Size = 3 << 18;
        private readonly byte* _memory = (byte*)NativeMemory.AlignedAlloc(4 * Size, 64);

        public Tensors(long step)
        {
            NativeMemory.Fill(_memory, 4 * Size, (byte)step);
            All = [.. Enumerable.Range(0, 4).Select(i => new StateTensor($"t{i}", i < 2 ? StatePart.Weights : StatePart.Optimizer, [Size / 4], (nint)(_memory + (i * Size)), Size))];
        }

        public IReadOnlyList<StateTensor> All { get; }

        public void Dispose() => NativeMemory.AlignedFree(_memory);
    }
}
