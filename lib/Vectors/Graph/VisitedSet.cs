using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Onebox.Vectors.Graph;

/// <summary>One bit a slot, small enough to stay in the second-level cache, and a list of what was set so that clearing costs what the search touched.</summary>
internal sealed class VisitedSet
{
    private ulong[] _words = [];
    private int _slots;
    private int[] _touched = new int[1024];

    public int Count { get; private set; }

    public void Clear(int slots)
    {
        for (var i = 0; i < Count; i++)
            _words[_touched[i] >> 6] = 0;
        Count = 0;
        _slots = slots;
        if (_words.Length * 64L < slots)
            _words = new ulong[(slots + (slots >> 2) + 63) / 64];
    }

    /// <summary>False when the slot was there, and for slots that came after the search began.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool Add(int slot)
    {
        if (Count == _touched.Length)
            Array.Resize(ref _touched, _touched.Length * 2);
        return AddReserved(slot) != 0;
    }

    /// <summary>Makes room for that many <see cref="AddReserved"/>.</summary>
    public void Reserve(int count)
    {
        if (Count + count > _touched.Length)
            Array.Resize(ref _touched, 2 * _touched.Length + count);
    }

    /// <summary>As <see cref="Add"/>, one or zero. Without a branch on what is found: whether a neighbour has been seen is as good as random, and a wrong guess costs more than the work.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int AddReserved(int slot)
    {
        if ((uint)slot >= (uint)_slots)
            return 0;
        ref var word = ref Unsafe.Add(ref MemoryMarshal.GetArrayDataReference(_words), slot >> 6);
        var fresh = (int)(~(word >> slot) & 1);
        word |= 1ul << slot;
        Unsafe.Add(ref MemoryMarshal.GetArrayDataReference(_touched), Count) = slot;
        Count += fresh;
        return fresh;
    }
}
