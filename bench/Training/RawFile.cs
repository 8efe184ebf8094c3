using System.Diagnostics;
using System.Runtime.InteropServices;
using Onebox.Models.Loop;

namespace Onebox.Training.Bench;

/// <summary>The disk without us: one file, sequentially, in pieces of a MiB.</summary>
internal static class RawFile
{
    private const int Piece = 1 << 20;

    /// <summary>Bytes a second from memory of their size, flushed to the disk.</summary>
    public static unsafe double Write(string path, long bytes)
    {
        File.Delete(path);
        var memory = Allocate(bytes);
        try
        {
            var begin = Stopwatch.GetTimestamp();
            using (var file = new FileStream(path, new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, BufferSize = 0, PreallocationSize = bytes }))
            {
                for (var at = 0L; at < bytes; at += Piece) file.Write(new Span<byte>((byte*)memory + at, (int)Math.Min(Piece, bytes - at)));
                file.Flush(flushToDisk: true);
            }
            return bytes / Stopwatch.GetElapsedTime(begin).TotalSeconds;
        }
        finally
        {
            NativeMemory.AlignedFree((void*)memory);
        }
    }

    /// <summary>Bytes a second from the disk into memory of their size.</summary>
    public static unsafe double Read(string path)
    {
        using var file = File.OpenHandle(path);
        Disk.DropPages(file);
        var bytes = RandomAccess.GetLength(file);
        var memory = Allocate(bytes);
        try
        {
            var begin = Stopwatch.GetTimestamp();
            for (var at = 0L; at < bytes; at += Piece) RandomAccess.Read(file, new Span<byte>((byte*)memory + at, (int)Math.Min(Piece, bytes - at)), at);
            return bytes / Stopwatch.GetElapsedTime(begin).TotalSeconds;
        }
        finally
        {
            NativeMemory.AlignedFree((void*)memory);
        }
    }

    // A model's tensors are there before a load begins, and so is this.
    private static unsafe nint Allocate(long bytes)
    {
        var memory = NativeMemory.AlignedAlloc((nuint)bytes, 64);
        NativeMemory.Fill(memory, (nuint)bytes, 7);
        return (nint)memory;
    }
}
