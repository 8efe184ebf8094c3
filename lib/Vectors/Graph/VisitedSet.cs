using System.Runtime.CompilerServices;

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
        if ((uint)slot >= (uint)_slots)
            return false;
        var words = _words;
        var index = slot >> 6;
        var bit = 1ul << slot;
        if ((words[index] & bit) != 0)
            return false;
        words[index] |= bit;
        if (Count == _touched.Length)
            Array.Resize(ref _touched, _touched.Length * 2);
        _touched[Count++] = slot;
        return true;
    }
}
