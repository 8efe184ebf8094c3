using System.Runtime.CompilerServices;
using Onebox.Vectors.Memory;

namespace Onebox.Vectors.Graph;

/// <summary>The links of a hierarchical navigable small world (Malkov and Yashunin, 2018). A link is a slot number plus one; zero ends a list, so fresh memory is an
/// empty list. Lists are changed in place under a lock a slot; readers take no lock and may see a mix of an old and a new list, each
/// entry of which is a real node.</summary>
internal sealed unsafe class Graph : IDisposable
{
    private const int LockCount = 1 << 14;
    private readonly int[] _locks = new int[LockCount];
    private long _entry; // (level + 1) << 32 | slot + 1; zero: the graph is empty

    public Graph(int linksPerNode)
    {
        LinksPerNode = linksPerNode;
        Base = new Arena(2 * linksPerNode * sizeof(int));
        Levels = new Arena(sizeof(byte));
        UpperStart = new Arena(sizeof(int));
        Upper = new Arena(linksPerNode * sizeof(int));
    }

    /// <summary>M of the paper; the lowest layer holds up to twice as many.</summary>
    public int LinksPerNode { get; }

    /// <summary>2·M links of the lowest layer a slot.</summary>
    public Arena Base { get; }

    /// <summary>Highest layer of a slot.</summary>
    public Arena Levels { get; }

    /// <summary>First row of a slot in <see cref="Upper"/>.</summary>
    public Arena UpperStart { get; }

    /// <summary>M links a row; a slot of level L has L rows one after another.</summary>
    public Arena Upper { get; }

    public int UpperRows { get; set; }

    public long PackedEntry
    {
        get => Volatile.Read(ref _entry);
        set => Volatile.Write(ref _entry, value);
    }

    public bool IsEmpty => PackedEntry == 0;

    public (int Slot, int Level) Entry
    {
        get
        {
            var packed = PackedEntry;
            return ((int)packed - 1, (int)(packed >> 32) - 1);
        }
    }

    public long OwnedBytes => Base.OwnedBytes + Levels.OwnedBytes + UpperStart.OwnedBytes + Upper.OwnedBytes;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int* Links(int slot, int level)
        => level == 0 ? (int*)Base.At(slot) : (int*)Upper.At(UpperStart.Ref<int>(slot) + level - 1);

    public int Capacity(int level) => level == 0 ? 2 * LinksPerNode : LinksPerNode;

    /// <summary>Has the slot links? Free slots and those being added have none.</summary>
    public bool IsLinked(int slot) => *(int*)Base.At(slot) != 0;

    public int LevelOf(int slot) => Levels.Ref<byte>(slot);

    /// <summary>Gives a new slot its level and its empty lists.</summary>
    public void Add(int slot, int level)
    {
        Levels.Ref<byte>(slot) = (byte)level;
        if (level == 0)
            return;
        Upper.Reserve(UpperRows + level);
        UpperStart.Ref<int>(slot) = UpperRows;
        UpperRows += level;
    }

    public void Reserve(int slots)
    {
        Base.Reserve(slots);
        Levels.Reserve(slots);
        UpperStart.Reserve(slots);
    }

    /// <summary>Level by the paper's exponential law, from the slot's number: the same build gives the same graph.</summary>
    public int DrawLevel(int slot)
    {
        var uniform = ((Codes.SplitMix.Hash((ulong)slot) >> 11) + 1) / (double)(1ul << 53);
        return Math.Min((int)(-Math.Log(uniform) / Math.Log(LinksPerNode)), 30);
    }

    public void SetEntry(int slot, int level) => PackedEntry = ((long)(level + 1) << 32) | (uint)(slot + 1);

    /// <summary>Moves the entry up to <paramref name="slot"/> unless another thread has already put a higher one.</summary>
    public void OfferEntry(int slot, int level)
    {
        while (true)
        {
            var seen = PackedEntry;
            if (seen != 0 && (int)(seen >> 32) - 1 >= level)
                return;
            if (Interlocked.CompareExchange(ref _entry, ((long)(level + 1) << 32) | (uint)(slot + 1), seen) == seen)
                return;
        }
    }

    public void Lock(int slot)
    {
        ref var word = ref _locks[slot & (LockCount - 1)];
        if (Interlocked.CompareExchange(ref word, 1, 0) == 0)
            return;
        var spin = default(SpinWait);
        while (Volatile.Read(ref word) != 0 || Interlocked.CompareExchange(ref word, 1, 0) != 0)
            spin.SpinOnce(sleep1Threshold: -1);
    }

    public void Unlock(int slot) => Volatile.Write(ref _locks[slot & (LockCount - 1)], 0);

    public void Dispose()
    {
        Base.Dispose();
        Levels.Dispose();
        UpperStart.Dispose();
        Upper.Dispose();
    }
}
