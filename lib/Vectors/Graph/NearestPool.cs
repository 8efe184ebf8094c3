using System.Runtime.CompilerServices;

namespace Onebox.Vectors.Graph;

/// <summary>The nearest few seen so far, sorted, of a fixed capacity. For the sizes of a search this beats heaps: one
/// branch-free search and one short move of memory.</summary>
internal sealed unsafe class NearestPool : IDisposable
{
    private readonly Memory.NativeChunk _chunk;

    public NearestPool(int capacity)
    {
        MaxCapacity = capacity;
        _chunk = new Memory.NativeChunk((nuint)((capacity + 1) * sizeof(ulong)), hugePages: false);
        Items = (ulong*)_chunk.Pointer;
    }

    public int MaxCapacity { get; }

    public ulong* Items { get; }

    public int Capacity { get; private set; }

    public int Count { get; private set; }

    /// <summary>What an entry must be below to get in.</summary>
    public ulong Bound { get; private set; }

    public bool IsFull => Count == Capacity;

    public void Clear(int capacity)
    {
        Capacity = capacity;
        Count = 0;
        Bound = ulong.MaxValue;
    }

    /// <returns>The position of the new entry. Call only with an entry below <see cref="Bound"/>.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int Insert(ulong ranked)
    {
        var items = Items;
        var count = Count;
        var low = 0;
        // Branch-free lower bound.
        for (var length = count; length > 0;)
        {
            var half = length >> 1;
            var next = low + half + 1;
            low = items[low + half] < ranked ? next : low;
            length = low == next ? length - half - 1 : half;
        }

        if (count == Capacity)
            count--;
        else
            Count = count + 1;
        Buffer.MemoryCopy(items + low, items + low + 1, (long)(count - low) * sizeof(ulong), (long)(count - low) * sizeof(ulong));
        items[low] = ranked;
        if (Count == Capacity)
            Bound = items[Capacity - 1] & ~1ul;
        return low;
    }

    public void Dispose() => _chunk.Dispose();
}
