using Onebox.Vectors.Store;

namespace Onebox.Vectors.Search;

/// <summary>Which slots hold an allowed key. It knows nothing of births and deaths: those are a snapshot's.</summary>
internal sealed class SlotMask
{
    private SlotMask(ulong[] bits, int count, int logLength)
    {
        Bits = bits;
        Count = count;
        LogLength = logLength;
    }

    public ulong[] Bits { get; }

    /// <summary>Set bits, dead slots included.</summary>
    public int Count { get; }

    /// <summary>How far into the columns' log of slot assignments the mask has read.</summary>
    public int LogLength { get; }

    public static SlotMask Build(VectorKeySet keys, Snapshot snapshot)
    {
        var bits = new ulong[(snapshot.Slots + 63) / 64];
        var count = 0;
        for (var slot = 0; slot < snapshot.Slots; slot++)
        {
            if (!keys.Contains(snapshot.Columns.Keys.Ref<long>(slot)))
                continue;
            bits[slot >> 6] |= 1ul << slot;
            count++;
        }

        return new SlotMask(bits, count, snapshot.LogLength);
    }

    /// <summary>The same with the slots that were assigned since.</summary>
    public SlotMask Advance(VectorKeySet keys, Snapshot snapshot)
    {
        var bits = new ulong[Math.Max(Bits.Length, (snapshot.Slots + 63) / 64)];
        Bits.CopyTo(bits, 0);
        var count = Count;
        for (var at = LogLength; at < snapshot.LogLength; at++)
        {
            var slot = snapshot.Columns.Log.Ref<int>(at);
            var bit = 1ul << slot;
            var was = (bits[slot >> 6] & bit) != 0;
            var now = keys.Contains(snapshot.Columns.Keys.Ref<long>(slot));
            if (was == now)
                continue;
            bits[slot >> 6] ^= bit;
            count += now ? 1 : -1;
        }

        return new SlotMask(bits, count, snapshot.LogLength);
    }
}
