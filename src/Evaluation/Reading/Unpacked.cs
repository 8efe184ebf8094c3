using System.Formats.Tar;
using System.IO.Compression;
using Onebox.Kernel.Files;

namespace Onebox.Evaluation.Reading;

/// <summary>
/// A path as people have it: a file or folder, or a <c>.zip</c>, <c>.tar</c>, <c>.tar.gz</c>, <c>.tgz</c> or <c>.gz</c> that holds one, which is unpacked as long as it is read. A path may
/// lead into an archive: <c>ARC.zip/ARC-Easy/ARC-Easy-Test.jsonl</c>.
/// </summary>
internal sealed class Unpacked : IDisposable
{
    private const int MostEntries = 100_000, BufferBytes = 1 << 16;
    private const long MostBytes = 8L << 30;

    // What a killed host left behind.
    private static readonly TimeSpan Stale = TimeSpan.FromDays(1);

    private readonly string? _folder;

    private Unpacked(string path, string? folder) => (Path, _folder) = (path, folder);

    public string Path { get; }

    /// <param name="into">Where a folder for the unpacked files is made.</param>
    /// <exception cref="Kernel.ProblemException"><c>evaluation.no_file</c>; <c>evaluation.file_unreadable</c>: it is damaged, too large, or leads out of itself.</exception>
    public static async Task<Unpacked> OpenAsync(string path, string into, CancellationToken cancellation)
    {
        var (archive, inside) = Split(path);
        if (archive is null) return System.IO.Path.Exists(path) ? new Unpacked(path, null) : throw EvaluationErrors.NoFile(path);
        Tidy(into);
        var folder = Directory.CreateDirectory(System.IO.Path.Combine(into, System.IO.Path.GetRandomFileName())).FullName;
        try
        {
            await UnpackAsync(archive, folder, cancellation);
            // A single compressed file stands for itself.
            var found = inside.Length > 0 ? System.IO.Path.Combine(folder, inside) : IsTarOrZip(archive) ? folder : Directory.GetFiles(folder).Single();
            if (!System.IO.Path.Exists(found)) throw EvaluationErrors.NoFile(path);
            return new Unpacked(found, folder);
        }
        catch (Exception error) when (error is InvalidDataException or IOException or NotSupportedException or ArgumentException)
        {
            Directory.Delete(folder, recursive: true);
            throw EvaluationErrors.ArchiveUnreadable(archive, error.Message);
        }
        catch
        {
            Directory.Delete(folder, recursive: true);
            throw;
        }
    }

    public void Dispose()
    {
        if (_folder is not null) Directory.Delete(_folder, recursive: true);
    }

    private static (string? Archive, string Inside) Split(string path)
    {
        for (var at = path; at is { Length: > 1 }; at = System.IO.Path.GetDirectoryName(at))
        {
            if (File.Exists(at)) return IsTarOrZip(at) || at.EndsWith(".gz", StringComparison.OrdinalIgnoreCase) ? (at, System.IO.Path.GetRelativePath(at, path) is var inside && inside != "." ? inside : "") : (null, "");
            if (Directory.Exists(at)) return (null, "");
        }

        return (null, "");
    }

    private static bool IsTarOrZip(string path) => ((string[])[".zip", ".tar", ".tar.gz", ".tgz"]).Any(e => path.EndsWith(e, StringComparison.OrdinalIgnoreCase));

    private static async Task UnpackAsync(string archive, string folder, CancellationToken cancellation)
    {
        long left = MostBytes;
        await using var file = File.OpenRead(archive);
        if (archive.EndsWith(".zip", StringComparison.OrdinalIgnoreCase))
        {
            await using var zip = new ZipArchive(file, ZipArchiveMode.Read);
            if (zip.Entries.Count > MostEntries) throw new InvalidDataException($"it has more than {MostEntries} entries.");
            foreach (var entry in zip.Entries.Where(e => e.Name.Length > 0))
            {
                await using var stream = await entry.OpenAsync(cancellation);
                left = await CopyAsync(stream, folder, entry.FullName, left, cancellation);
            }

            return;
        }

        var zipped = archive.EndsWith("gz", StringComparison.OrdinalIgnoreCase);
        await using var plain = zipped ? new GZipStream(file, CompressionMode.Decompress) : (Stream)file;
        if (!IsTarOrZip(archive))
        {
            left = await CopyAsync(plain, folder, System.IO.Path.GetFileNameWithoutExtension(archive), left, cancellation);
            if (!GzipEnd.IsThere(archive, MostBytes - left)) throw new InvalidDataException("it ends too early: it was cut short.");
            return;
        }

        await using var tar = new TarReader(plain);
        var entries = 0;
        while (await tar.GetNextEntryAsync(cancellationToken: cancellation) is { } entry)
        {
            if (++entries > MostEntries) throw new InvalidDataException($"it has more than {MostEntries} entries.");
            if (entry is { EntryType: TarEntryType.RegularFile or TarEntryType.V7RegularFile, DataStream: { } stream }) left = await CopyAsync(stream, folder, entry.Name, left, cancellation);
        }
    }

    /// <returns>How many bytes may still come.</returns>
    private static async Task<long> CopyAsync(Stream from, string folder, string name, long left, CancellationToken cancellation)
    {
        var target = System.IO.Path.GetFullPath(System.IO.Path.Combine(folder, name));
        if (!target.StartsWith(folder + System.IO.Path.DirectorySeparatorChar, StringComparison.Ordinal)) throw new InvalidDataException($"its entry '{name}' leads out of it.");
        Directory.CreateDirectory(System.IO.Path.GetDirectoryName(target)!);
        await using var to = new FileStream(target, FileMode.Create, FileAccess.Write);
        var buffer = new byte[BufferBytes];
        int read;
        while ((read = await from.ReadAsync(buffer, cancellation)) > 0)
        {
            if ((left -= read) < 0) throw new InvalidDataException($"unpacked it has more than {MostBytes >> 30} GiB.");
            await to.WriteAsync(buffer.AsMemory(0, read), cancellation);
        }

        return left;
    }

    private static void Tidy(string into)
    {
        foreach (var old in new DirectoryInfo(into).EnumerateDirectories())
        {
            if (old.LastWriteTimeUtc < TimeProvider.System.GetUtcNow().UtcDateTime - Stale) old.Delete(recursive: true);
        }
    }
}
