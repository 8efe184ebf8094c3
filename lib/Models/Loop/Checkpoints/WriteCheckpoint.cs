using System.Diagnostics;

namespace Onebox.Models.Loop;

/// <summary>What a finished write says.</summary>
internal sealed record WrittenCheckpoint(string Name, long Bytes, TimeSpan Write, TimeSpan Verify);

/// <summary>
/// Writes a checkpoint beside the others: into a folder of another name, each file flushed; read back from the disk and held against the hashes; renamed; then <c>latest</c> is moved to it, and only then
/// older ones go. Whenever the process ends in between, the checkpoint that <c>latest</c> named before is whole.
/// </summary>
/// <param name="folder">The run's folder.</param>
/// <param name="keep">How many are kept, besides the best.</param>
/// <param name="boundary">Hears of each change on the disk once it is made. Tests end the process there.</param>
internal sealed class WriteCheckpoint(string folder, int keep, Action<string>? boundary = null)
{
    /// <summary>Bytes beside the tensors: headers and manifest, and room for others.</summary>
    private const long Margin = 16L << 20;

    private readonly Action<string> _boundary = boundary ?? (_ => { });

    /// <summary>Bytes that are free to this user where the run writes. A seam for tests of a full disk.</summary>
    public Func<string, long> FreeSpace { get; init; } = Free;

    /// <summary>How many bytes are missing for a checkpoint of so many; 0 when there is room.</summary>
    public long Missing(long bytes) => Math.Max(0, bytes - (FreeSpace(folder) - Margin));

    /// <summary>Removes what an earlier process left half-done.</summary>
    public void CleanUp()
    {
        Directory.CreateDirectory(folder);
        foreach (var path in Directory.EnumerateDirectories(folder))
        {
            if (path.EndsWith(CheckpointFolder.Partial, StringComparison.Ordinal) || path.EndsWith(CheckpointFolder.Old, StringComparison.Ordinal)) Directory.Delete(path, recursive: true);
        }
    }

    /// <exception cref="IOException">The disk is full, or fails.</exception>
    /// <exception cref="TrainingException">What was read back is not what was written.</exception>
    public WrittenCheckpoint Run(IReadOnlyList<StateTensor> tensors, CheckpointManifest manifest, int threads)
    {
        var name = CheckpointFolder.NameFor(folder, manifest.State.Step);
        var path = Path.Combine(folder, name);
        var partial = path + CheckpointFolder.Partial;
        var begin = Stopwatch.GetTimestamp();
        try
        {
            if (Directory.Exists(partial)) Directory.Delete(partial, recursive: true);
            Directory.CreateDirectory(partial);
            _boundary("folder");
            manifest = manifest with { Tensors = TensorFiles.Write(partial, tensors, _boundary) };
            CheckpointManifest.Write(partial, manifest, _boundary);
            Disk.SyncFolder(partial);
            var write = Stopwatch.GetElapsedTime(begin);
            TensorFiles.Read(partial, CheckpointManifest.Read(partial), into: null, threads, fromDisk: true);
            _boundary("verified");
            Disk.Move(partial, path);
            _boundary("renamed");
            CheckpointFolder.PointTo(folder, name, _boundary);
            var verify = Stopwatch.GetElapsedTime(begin) - write;
            Retire(name);
            return new WrittenCheckpoint(name, tensors.Sum(t => t.Bytes), write, verify);
        }
        catch (Exception e) when (e is IOException or TrainingException or UnauthorizedAccessException)
        {
            // Give the room back at once; what cannot be removed now is removed at the next start.
            TryDelete(partial);
            throw;
        }
    }

    /// <summary>Older ones than the kept go, but never the new one, nor the best by validation.</summary>
    private void Retire(string newest)
    {
        var all = CheckpointFolder.Complete(folder).ToList();
        var best = all.Where(c => c.Manifest.State.ValidationLoss is not null).OrderBy(c => c.Manifest.State.ValidationLoss).ThenBy(c => c.Manifest.State.Step).Select(c => c.Path).FirstOrDefault();
        // Complete gives the newest, which latest names, first.
        foreach (var (path, _) in all.Skip(keep))
        {
            if (path == best || Path.GetFileName(path) == newest) continue;
            Disk.Move(path, path + CheckpointFolder.Old);
            _boundary("retired");
            Directory.Delete(path + CheckpointFolder.Old, recursive: true);
            _boundary("removed");
        }
    }

    private static long Free(string path)
    {
        try
        {
            return new DriveInfo(path).AvailableFreeSpace;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // The disk is gone or does not tell: the write will say what is wrong.
            return long.MaxValue;
        }
    }

    private static void TryDelete(string path)
    {
        try
        {
            if (Directory.Exists(path)) Directory.Delete(path, recursive: true);
        }
        catch (IOException)
        {
            // CleanUp tries again.
        }
    }
}
