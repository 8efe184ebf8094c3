using System.Buffers;
using System.Security.Cryptography;

namespace Onebox.Weights;

/// <summary>Hashes large files with SHA-256, several at once, telling its progress. An instance is one run.</summary>
/// <param name="progress">Told after every block; may be called from several threads at once.</param>
public sealed class ContentHasher(TimeProvider time, IProgress<HashProgress>? progress = null)
{
    private const int BlockBytes = 1 << 20;

    private readonly long _started = time.GetTimestamp();
    private long _done;
    private long _total;

    /// <summary>Hashes files of one folder.</summary>
    /// <param name="root">The folder that names are relative to.</param>
    /// <param name="paths">The files, inside that folder.</param>
    /// <param name="parallel">Files hashed at once; 0 takes one for each processor, at most 4 (a disk gains nothing from more).</param>
    /// <returns>One hash for each path, in the order of the paths.</returns>
    /// <exception cref="ModelFileException">A file is missing, cannot be read, or changed while it was read.</exception>
    /// <exception cref="ArgumentException">A path lies outside the folder.</exception>
    public async Task<IReadOnlyList<FileHash>> HashFilesAsync(string root, IReadOnlyList<string> paths, int parallel = 0, CancellationToken cancellationToken = default)
    {
        var names = paths.Select(path => NameWithin(root, path)).ToList();
        var lengths = paths.Select(LengthOf).ToList();
        Interlocked.Add(ref _total, lengths.Sum());
        var hashes = new FileHash[paths.Count];
        var options = new ParallelOptions
        {
            MaxDegreeOfParallelism = parallel > 0 ? parallel : Math.Clamp(Environment.ProcessorCount, 1, 4),
            CancellationToken = cancellationToken,
        };
        // Largest first, so that no long file is left for last.
        var order = Enumerable.Range(0, paths.Count).OrderByDescending(i => lengths[i]);
        await Parallel.ForEachAsync(order, options, async (i, cancel) =>
            hashes[i] = new FileHash(names[i], lengths[i], await HashAsync(paths[i], lengths[i], cancel)));
        return hashes;
    }

    /// <summary>Hashes one file, named by its file name.</summary>
    /// <exception cref="ModelFileException">The file is missing, cannot be read, or changed while it was read.</exception>
    public async Task<FileHash> HashFileAsync(string path, CancellationToken cancellationToken = default)
    {
        var hashes = await HashFilesAsync(Path.GetDirectoryName(Path.GetFullPath(path))!, [path], 1, cancellationToken);
        return hashes[0];
    }

    private async Task<string> HashAsync(string path, long length, CancellationToken cancellationToken)
    {
        using var handle = ModelStream.OpenHandle(path, FileOptions.Asynchronous | FileOptions.SequentialScan);
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var current = ArrayPool<byte>.Shared.Rent(BlockBytes);
        var next = ArrayPool<byte>.Shared.Rent(BlockBytes);
        Task<int>? reading = null;
        try
        {
            var offset = 0L;
            reading = RandomAccess.ReadAsync(handle, current.AsMemory(0, BlockBytes), 0, cancellationToken).AsTask();
            // A file that something keeps writing to would never end: one block past its length is enough to know.
            while (offset <= length && await reading is > 0 and var read)
            {
                // The disk fills one block while the processor hashes the other.
                offset += read;
                reading = RandomAccess.ReadAsync(handle, next.AsMemory(0, BlockBytes), offset, cancellationToken).AsTask();
                hash.AppendData(current.AsSpan(0, read));
                (current, next) = (next, current);
                Report(read);
            }
            if (offset != length)
                throw new Faults(Path.GetFileName(path)).Refused(ModelFileError.Changed, "the file changed while it was being read", "Wait until nothing writes to it, then try again.", offset);
            return Convert.ToHexStringLower(hash.GetHashAndReset());
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw ModelStream.Unreadable(Path.GetFileName(path), e);
        }
        finally
        {
            // A block that is still being filled must not go back to the pool.
            if (reading is null or { IsCompleted: true })
            {
                ArrayPool<byte>.Shared.Return(current);
                ArrayPool<byte>.Shared.Return(next);
            }
        }
    }

    private void Report(int bytes)
    {
        var done = Interlocked.Add(ref _done, bytes);
        if (progress is null)
            return;
        var seconds = time.GetElapsedTime(_started).TotalSeconds;
        progress.Report(new HashProgress(done, Interlocked.Read(ref _total), seconds > 0 ? done / seconds : 0));
    }

    private static long LengthOf(string path)
    {
        using var handle = ModelStream.OpenHandle(path, FileOptions.None);
        return RandomAccess.GetLength(handle);
    }

    private static string NameWithin(string root, string path)
    {
        var name = Path.GetRelativePath(root, path).Replace(Path.DirectorySeparatorChar, '/');
        return name == ".." || name.StartsWith("../", StringComparison.Ordinal) || Path.IsPathRooted(name)
            ? throw new ArgumentException($"{path} lies outside {root}.", nameof(path))
            : name;
    }
}
