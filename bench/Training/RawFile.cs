using System.Diagnostics;
using System.Runtime.InteropServices;

namespace Onebox.Training.Bench;

/// <summary>The disk without us: one file, sequentially, in pieces of a MiB.</summary>
internal static class RawFile
{
    private const int Piece = 1 << 20;

    /// <summary>Bytes a second, flushed to the disk.</summary>
    public static double Write(string path, long bytes)
    {
        File.Delete(path);
        var piece = new byte[Piece];
        Array.Fill(piece, (byte)7);
        var begin = Stopwatch.GetTimestamp();
        using (var file = new FileStream(path, new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, BufferSize = 0, PreallocationSize = bytes }))
        {
            for (var left = bytes; left > 0; left -= Piece) file.Write(piece.AsSpan(0, (int)Math.Min(Piece, left)));
            file.Flush(flushToDisk: true);
        }
        return bytes / Stopwatch.GetElapsedTime(begin).TotalSeconds;
    }

    /// <summary>Bytes a second into memory of their size, from the page cache, as the load reads them too.</summary>
    public static unsafe double Read(string path)
    {
        using var file = File.OpenHandle(path);
        var bytes = RandomAccess.GetLength(file);
        var memory = (byte*)NativeMemory.AlignedAlloc((nuint)bytes, 64);
        try
        {
            // A model's tensors are there before a load begins, and so is this.
            NativeMemory.Clear(memory, (nuint)bytes);
            var begin = Stopwatch.GetTimestamp();
            for (var at = 0L; at < bytes; at += Piece) RandomAccess.Read(file, new Span<byte>(memory + at, (int)Math.Min(Piece, bytes - at)), at);
            return bytes / Stopwatch.GetElapsedTime(begin).TotalSeconds;
        }
        finally
        {
            NativeMemory.AlignedFree(memory);
        }
    }
}
