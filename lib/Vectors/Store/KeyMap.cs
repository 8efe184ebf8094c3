using Onebox.Vectors.Codes;

namespace Onebox.Vectors.Store;

/// <summary>Key to slot: open addressing, one writer, readers without locks. An entry's slot is written last and never moves within a table; growth makes a new table.</summary>
internal sealed class KeyMap
{
    private Table _table = new(1024);
    private int _used;

    public int Find(long key)
    {
        var table = Volatile.Read(ref _table);
        for (var at = table.Home(key); ; at = (at + 1) & table.Mask)
        {
            var slot = Volatile.Read(ref table.Slots[at]);
            if (slot == 0)
                return -1;
            if (table.Keys[at] == key && slot > 0)
                return slot - 1;
        }
    }

    public void Set(long key, int slot)
    {
        for (var at = _table.Home(key); _table.Slots[at] != 0; at = (at + 1) & _table.Mask)
        {
            if (_table.Keys[at] != key || _table.Slots[at] < 0)
                continue;
            Volatile.Write(ref _table.Slots[at], slot + 1);
            return;
        }

        if (2 * (_used + 1) > _table.Keys.Length)
            Grow(_used / 2 + 1);
        Insert(_table, key, slot + 1);
        _used++;
    }

    /// <summary>Forgets a key if it still leads to <paramref name="slot"/>. The place is not reused before the table grows: a reader may be on it.</summary>
    public void Remove(long key, int slot)
    {
        for (var at = _table.Home(key); _table.Slots[at] != 0; at = (at + 1) & _table.Mask)
            if (_table.Keys[at] == key && _table.Slots[at] == slot + 1)
                Volatile.Write(ref _table.Slots[at], -1);
    }

    /// <summary>Makes room for that many more keys at once.</summary>
    public void EnsureCapacity(int count)
    {
        if (2L * (_used + (long)count) > _table.Keys.Length)
            Grow(count);
    }

    private void Grow(int more)
    {
        var live = _table.Slots.Count(static s => s > 0);
        var size = 1024L;
        while (size < 3L * (live + (long)more))
            size *= 2;
        var larger = new Table(size);
        _used = 0;
        for (var at = 0; at < _table.Keys.Length; at++)
            if (_table.Slots[at] > 0)
            {
                Insert(larger, _table.Keys[at], _table.Slots[at]);
                _used++;
            }

        Volatile.Write(ref _table, larger);
    }

    private static void Insert(Table table, long key, int value)
    {
        var at = table.Home(key);
        while (table.Slots[at] != 0)
            at = (at + 1) & table.Mask;
        table.Keys[at] = key;
        Volatile.Write(ref table.Slots[at], value);
    }

    private sealed class Table(long size)
    {
        public readonly long[] Keys = new long[size];
        public readonly int[] Slots = new int[size]; // slot + 1; 0 empty; −1 removed

        public int Mask => Keys.Length - 1;

        public int Home(long key) => (int)SplitMix.Hash((ulong)key) & Mask;
    }
}
