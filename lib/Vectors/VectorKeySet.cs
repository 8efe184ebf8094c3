using System.Runtime.CompilerServices;
using Onebox.Vectors.Search;
using Onebox.Vectors.Store;

namespace Onebox.Vectors;

/// <summary>An unchanging set of keys that a search may return. Make it once for a group of readers and use it for many searches, from any
/// thread: what it means in an index is worked out at first use and carried along as the index changes.</summary>
public sealed class VectorKeySet
{
    private readonly ConditionalWeakTable<Columns, SlotMask> _masks = [];
    private readonly ulong[]? _bits;
    private readonly HashSet<long>? _hashed;
    private readonly long _first;

    public VectorKeySet(IEnumerable<long> keys)
    {
        var sorted = keys.Distinct().ToArray();
        Array.Sort(sorted);
        Keys = sorted;
        if (sorted.Length == 0)
            return;
        _first = sorted[0];
        var range = unchecked((ulong)(sorted[^1] - _first));
        // Row numbers are dense: a bit each. Hashes are not.
        if (range / 256 <= (ulong)sorted.Length)
        {
            _bits = new ulong[range / 64 + 1];
            foreach (var key in sorted)
                _bits[(ulong)(key - _first) / 64] |= 1ul << (int)((ulong)(key - _first) & 63);
        }
        else
        {
            _hashed = [.. sorted];
        }
    }

    public int Count => Keys.Length;

    internal long[] Keys { get; }

    public bool Contains(long key)
    {
        if (_hashed is not null)
            return _hashed.Contains(key);
        if (_bits is null)
            return false;
        var offset = unchecked((ulong)(key - _first));
        return offset / 64 < (ulong)_bits.Length && (_bits[offset / 64] & (1ul << (int)(offset & 63))) != 0;
    }

    /// <summary>The set as bits by slot, up to date with at least <paramref name="snapshot"/>.</summary>
    internal SlotMask MaskFor(Snapshot snapshot)
    {
        if (_masks.TryGetValue(snapshot.Columns, out var mask) && mask.LogLength >= snapshot.LogLength)
            return mask;
        var fresh = mask is null ? SlotMask.Build(this, snapshot) : mask.Advance(this, snapshot);
        _masks.AddOrUpdate(snapshot.Columns, fresh);
        return fresh;
    }

    internal bool HasMaskFor(Snapshot snapshot) => _masks.TryGetValue(snapshot.Columns, out _);
}
