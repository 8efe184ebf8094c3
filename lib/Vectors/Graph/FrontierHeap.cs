namespace Onebox.Vectors.Graph;

/// <summary>A growing binary heap, nearest first: the frontier of a search that may pass many nodes that are no results.</summary>
internal sealed class FrontierHeap
{
    private ulong[] _items = new ulong[256];

    public int Count { get; private set; }

    public ulong this[int index] => _items[index];

    public void Clear() => Count = 0;

    public void Push(ulong ranked)
    {
        if (Count == _items.Length)
            Array.Resize(ref _items, _items.Length * 2);
        var at = Count++;
        while (at > 0 && _items[(at - 1) >> 1] > ranked)
        {
            _items[at] = _items[(at - 1) >> 1];
            at = (at - 1) >> 1;
        }

        _items[at] = ranked;
    }

    public ulong Pop()
    {
        var top = _items[0];
        var last = _items[--Count];
        var at = 0;
        while (true)
        {
            var child = 2 * at + 1;
            if (child >= Count)
                break;
            if (child + 1 < Count && _items[child + 1] < _items[child])
                child++;
            if (_items[child] >= last)
                break;
            _items[at] = _items[child];
            at = child;
        }

        _items[at] = last;
        return top;
    }
}
