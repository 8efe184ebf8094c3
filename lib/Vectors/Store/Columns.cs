using Onebox.Vectors.Codes;
using Onebox.Vectors.Memory;

namespace Onebox.Vectors.Store;

/// <summary>Everything the index knows, by slot. A slot is one version of one key's vector; an update takes a new slot. One writer, many readers.</summary>
internal sealed unsafe class Columns : IDisposable
{
    public Columns(VectorIndexOptions options)
    {
        Options = options;
        Vectors = new Arena(options.PaddedDimensions * (options.Halves ? sizeof(ushort) : sizeof(float)));
        Graph = options.Kind == VectorIndexKind.Hnsw ? new Graph.Graph(options.LinksPerNode) : null;
        if (options.CodeBits > 0)
            Codes = CodeTraining.Empty(options);
    }

    public VectorIndexOptions Options { get; }

    public Arena Keys { get; } = new(sizeof(long));

    /// <summary>Version that a slot is seen from; <see cref="long.MaxValue"/> while it is being written or is free.</summary>
    public Arena Births { get; } = new(sizeof(long));

    /// <summary>Version that a slot is no longer seen from; 0 while it lives.</summary>
    public Arena Deaths { get; } = new(sizeof(long));

    /// <summary>The slot that a slot replaced, plus one: readers of an older version follow it.</summary>
    public Arena Previous { get; } = new(sizeof(int));

    public Arena PayloadReferences { get; } = new(sizeof(long));

    public Arena Vectors { get; }

    /// <summary>Slots in the order they were assigned, reuse included.</summary>
    public Arena Log { get; } = new(sizeof(int));

    public PayloadHeap Payloads { get; } = new();

    public KeyMap Map { get; } = new();

    public Graph.Graph? Graph { get; }

    public CodeTable? Codes { get; set; }

    public int Slots { get; set; }

    public int LogLength { get; set; }

    /// <summary>The mapped snapshot that some rows lie in.</summary>
    public IDisposable? File { get; set; }

    public long OwnedBytes
        => Keys.OwnedBytes + Births.OwnedBytes + Deaths.OwnedBytes + Previous.OwnedBytes + PayloadReferences.OwnedBytes + Vectors.OwnedBytes
            + Log.OwnedBytes + Payloads.LaterBytes + (Graph?.OwnedBytes ?? 0) + (Codes?.Arena.OwnedBytes ?? 0);

    public void Reserve(int slots)
    {
        if (slots > Arena.MaxSlots)
            throw new VectorIndexException(VectorIndexFault.OutOfMemory, $"A vector index holds at most {Arena.MaxSlots} vectors; use several.");
        Keys.Reserve(slots);
        Births.Reserve(slots);
        Deaths.Reserve(slots);
        Previous.Reserve(slots);
        PayloadReferences.Reserve(slots);
        Vectors.Reserve(slots);
        Graph?.Reserve(slots);
        Codes?.Arena.Reserve(slots);
    }

    public void AppendLog(int slot)
    {
        Log.Reserve(LogLength + 1);
        Log.Ref<int>(LogLength++) = slot;
    }

    public bool IsAlive(int slot, long version)
    {
        var death = Volatile.Read(ref Deaths.Ref<long>(slot));
        return Volatile.Read(ref Births.Ref<long>(slot)) <= version && (death == 0 || death > version);
    }

    /// <summary>The slot that holds a key in a version, or −1.</summary>
    public int Find(long key, long version)
    {
        var slot = Map.Find(key);
        while (slot >= 0)
        {
            if (Volatile.Read(ref Keys.Ref<long>(slot)) != key)
                return -1; // Deleted long ago, and the slot has been given to another key.
            if (IsAlive(slot, version))
                return slot;
            if (Volatile.Read(ref Births.Ref<long>(slot)) <= version)
                return -1; // Deleted in this version.
            slot = Previous.Ref<int>(slot) - 1;
        }

        return -1;
    }

    public void WriteVector(int slot, ReadOnlySpan<float> vector)
    {
        if (!Options.Halves)
        {
            vector.CopyTo(new Span<float>(Vectors.At(slot), Options.PaddedDimensions));
            return;
        }

        var row = (ushort*)Vectors.At(slot);
        for (var i = 0; i < vector.Length; i++)
            row[i] = BitConverter.HalfToUInt16Bits((Half)vector[i]);
    }

    public void ReadVector(int slot, Span<float> vector)
    {
        if (!Options.Halves)
        {
            new ReadOnlySpan<float>(Vectors.At(slot), vector.Length).CopyTo(vector);
            return;
        }

        var row = (ushort*)Vectors.At(slot);
        for (var i = 0; i < vector.Length; i++)
            vector[i] = (float)BitConverter.UInt16BitsToHalf(row[i]);
    }

    public void Dispose()
    {
        Keys.Dispose();
        Births.Dispose();
        Deaths.Dispose();
        Previous.Dispose();
        PayloadReferences.Dispose();
        Vectors.Dispose();
        Log.Dispose();
        Graph?.Dispose();
        Codes?.Dispose();
        File?.Dispose();
    }
}
