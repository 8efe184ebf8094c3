using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Onebox.Tokenizers.Bpe;

/// <summary>What two neighbours merge to: open addressing over (left, right), half full at most, so that a look-up is one or two cache lines.</summary>
internal sealed class MergeTable
{
    private const ulong Empty = ulong.MaxValue;
    private readonly ulong[] _keys;
    private readonly (int Rank, int Id)[] _values;
    private readonly int _shift;

    public MergeTable(IReadOnlyList<Merge> merges)
    {
        var size = BitOperations.RoundUpToPowerOf2((uint)Math.Max(4, merges.Count * 2));
        _shift = 64 - BitOperations.Log2(size);
        _keys = new ulong[size];
        _values = new (int, int)[size];
        Array.Fill(_keys, Empty);
        foreach (var merge in merges)
        {
            var slot = Slot(merge.Left, merge.Right);
            // The first of two equal merges has the lower rank and stays.
            if (_keys[slot] == Empty)
                (_keys[slot], _values[slot]) = (Key(merge.Left, merge.Right), (merge.Rank, merge.Id));
        }

        Count = merges.Count;
    }

    public int Count { get; }

    /// <summary>The merge's rank (lower goes first) and the merged token, or false.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool TryGet(int left, int right, out int rank, out int id)
    {
        var slot = Slot(left, right);
        (rank, id) = _values[slot];
        return _keys[slot] != Empty;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong Key(int left, int right) => ((ulong)(uint)left << 32) | (uint)right;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private uint Slot(int left, int right)
    {
        var key = Key(left, right);
        var slot = (uint)((key * 0x9E3779B97F4A7C15) >> _shift);
        var keys = _keys;
        while (keys[slot] != key && keys[slot] != Empty)
            slot = (slot + 1) & (uint)(keys.Length - 1);
        return slot;
    }
}

/// <summary>Two neighbouring tokens, what they become, and how early (lower is earlier; equal ranks go left to right).</summary>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct Merge(int Left, int Right, int Rank, int Id);
