using System.IO.Hashing;
using System.IO.MemoryMappedFiles;

namespace Onebox.Vectors.Files;

/// <summary>A file in memory, copied page by page where it is written to.</summary>
internal sealed unsafe class MappedFile : IDisposable
{
    private readonly MemoryMappedFile _file;
    private readonly MemoryMappedViewAccessor _view;

    private MappedFile(MemoryMappedFile file, MemoryMappedViewAccessor view, byte* pointer, long bytes)
    {
        _file = file;
        _view = view;
        Pointer = pointer;
        Bytes = bytes;
    }

    public byte* Pointer { get; }

    public long Bytes { get; }

    public static MappedFile Open(string path)
    {
        var bytes = new FileInfo(path).Length;
        if (bytes == 0)
            throw new VectorIndexException(VectorIndexFault.Corrupted, $"The vector snapshot {path} is empty. Restore the index's folder from a backup, or build the index again from its documents.");
        var file = MemoryMappedFile.CreateFromFile(path, FileMode.Open, mapName: null, 0, MemoryMappedFileAccess.CopyOnWrite);
        var view = file.CreateViewAccessor(0, 0, MemoryMappedFileAccess.CopyOnWrite);
        byte* pointer = null;
        view.SafeMemoryMappedViewHandle.AcquirePointer(ref pointer);
        return new MappedFile(file, view, pointer, bytes);
    }

    public ulong Hash(long start, long bytes)
    {
        var hash = new XxHash3();
        const int Step = 1 << 24;
        for (var at = 0L; at < bytes; at += Step)
            hash.Append(new ReadOnlySpan<byte>(Pointer + start + at, (int)Math.Min(Step, bytes - at)));
        return hash.GetCurrentHashAsUInt64();
    }

    public void Dispose()
    {
        _view.SafeMemoryMappedViewHandle.ReleasePointer();
        _view.Dispose();
        _file.Dispose();
    }
}
