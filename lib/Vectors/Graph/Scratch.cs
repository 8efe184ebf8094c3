using Onebox.Vectors.Memory;
using Onebox.Vectors.Scoring;

namespace Onebox.Vectors.Graph;

/// <summary>What one thread needs to search or to link, kept between calls so that neither allocates.</summary>
internal sealed unsafe class Scratch : IDisposable
{
    private readonly NativeChunk _slots;
    private NearestPool _pool = new(512);
    private ulong[] _nearest = new ulong[64];
    private ulong[] _ranked = new ulong[512];

    public Scratch(int dimensions, int linksPerNode)
    {
        Input = new QueryBuffer(dimensions);
        Query = new QueryBuffer(dimensions);
        Pair = new QueryBuffer(dimensions);
        BatchSize = 4 * linksPerNode;
        _slots = new NativeChunk((nuint)((BatchSize + 2 * linksPerNode) * sizeof(int)), hugePages: false);
        Selected = new int[32 * linksPerNode];
        SelectedCount = new int[32];
        Merge = new ulong[(2 * linksPerNode + 1) * (2 * linksPerNode + 1)];
    }

    /// <summary>The caller's query, padded.</summary>
    public QueryBuffer Input { get; }

    public QueryBuffer Query { get; }

    public QueryBuffer Pair { get; }

    public VisitedSet Visited { get; } = new();

    public FrontierHeap Frontier { get; } = new();

    /// <summary>Neighbours to score next.</summary>
    public int* Slots => (int*)_slots.Pointer;

    public int BatchSize { get; }

    /// <summary>Neighbours that are no results but lead to some.</summary>
    public int* Bridges => Slots + BatchSize;

    /// <summary>Chosen neighbours a level, <c>LinksPerNode</c> apart.</summary>
    public int[] Selected { get; }

    public int[] SelectedCount { get; }

    public ulong[] Merge { get; }

    public Span<ulong> Nearest(int count)
    {
        if (_nearest.Length < count)
            _nearest = new ulong[count * 2];
        return _nearest.AsSpan(0, count);
    }

    public Span<ulong> Ranked(int count)
    {
        if (_ranked.Length < count)
            _ranked = new ulong[count * 2];
        return _ranked.AsSpan(0, count);
    }

    public NearestPool Pool(int capacity)
    {
        if (_pool.MaxCapacity < capacity)
        {
            _pool.Dispose();
            _pool = new NearestPool(Math.Max(capacity, 2 * _pool.MaxCapacity));
        }

        _pool.Clear(capacity);
        return _pool;
    }

    public void Dispose()
    {
        Input.Dispose();
        Query.Dispose();
        Pair.Dispose();
        _slots.Dispose();
        _pool.Dispose();
    }
}
