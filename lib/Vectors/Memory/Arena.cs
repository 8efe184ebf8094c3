using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Onebox.Vectors.Memory;

/// <summary>Rows of one fixed size, addressed by slot number. Rows never move while the arena lives, so a reader may hold a
/// pointer while the writer appends. Chunks are either memory of ours or windows into a mapped snapshot.</summary>
internal sealed unsafe class Arena : IDisposable
{
    public const int MaxSlots = 1 << 28;
    private const int TargetChunkBytes = 4 << 20;

    private readonly List<NativeChunk> _owned = [];
    private int _chunks;

    public Arena(int stride)
    {
        Stride = stride;
        var rows = Math.Clamp(TargetChunkBytes / stride, 64, 1 << 20);
        Shift = BitOperations.Log2((uint)rows);
        RowsPerChunk = 1 << Shift;
        // The table is as long as it can ever get: it is never reallocated under a reader, and untouched pages cost nothing.
        Table = (byte**)NativeMemory.AllocZeroed((nuint)(MaxSlots >> Shift), (nuint)sizeof(byte*));
    }

    public byte** Table { get; private set; }

    public int Shift { get; }

    public int RowsPerChunk { get; }

    /// <summary>Bytes a row.</summary>
    public int Stride { get; }

    public int Capacity => Volatile.Read(ref _chunks) << Shift;

    /// <summary>Memory reserved by us, in bytes, whole chunks at a time: untouched pages cost nothing. Mapped windows belong to the page cache and are not counted.</summary>
    public long OwnedBytes => _owned.Sum(static c => (long)c.Bytes);

    public Rows Rows => new(Table, Shift, Stride);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public byte* At(int slot) => Table[slot >> Shift] + (long)(slot & (RowsPerChunk - 1)) * Stride;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ref T Ref<T>(int slot)
        where T : unmanaged
        => ref Unsafe.AsRef<T>(At(slot));

    /// <summary>Makes rows 0 … <paramref name="slots"/> − 1 addressable. New rows are zero.</summary>
    public void Reserve(int slots)
    {
        while (Capacity < slots)
        {
            // A small index stays small: only from the second chunk on are huge pages asked for.
            var chunk = new NativeChunk((nuint)((long)RowsPerChunk * Stride), hugePages: _chunks > 0);
            _owned.Add(chunk);
            Table[_chunks] = chunk.Pointer;
            Volatile.Write(ref _chunks, _chunks + 1);
        }
    }

    /// <summary>Takes <paramref name="rows"/> rows that lie one after another at <paramref name="start"/>: whole chunks are used where they
    /// are (<paramref name="share"/>), the rest is copied so that it can grow.</summary>
    public void Attach(byte* start, int rows, bool share)
    {
        var row = 0;
        while (share && rows - row >= RowsPerChunk)
        {
            Table[_chunks++] = start + (long)row * Stride;
            row += RowsPerChunk;
        }

        Reserve(rows);
        for (; row < rows; row += RowsPerChunk)
        {
            var bytes = (long)Math.Min(RowsPerChunk, rows - row) * Stride;
            Buffer.MemoryCopy(start + (long)row * Stride, At(row), bytes, bytes);
        }
    }

    public void Dispose()
    {
        foreach (var chunk in _owned)
            chunk.Dispose();
        _owned.Clear();
        NativeMemory.Free(Table);
        Table = null;
        _chunks = 0;
    }
}

/// <summary>What a hot loop needs of an <see cref="Arena"/>, by value.</summary>
[System.Runtime.InteropServices.StructLayout(System.Runtime.InteropServices.LayoutKind.Auto)]
internal readonly unsafe struct Rows(byte** table, int shift, int stride)
{
    public readonly byte** Table = table;
    public readonly int Shift = shift;
    public readonly int Mask = (1 << shift) - 1;
    public readonly int Stride = stride;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public byte* At(int slot) => Table[(uint)slot >> Shift] + (nint)(slot & Mask) * Stride;
}
