using Onebox.Vectors.Graph;

namespace Onebox.Vectors.Store;

/// <summary>Who reads which version: epoch-based reclamation (Fraser, 2004). A reader takes a seat with one interlocked write and waits for nobody;
/// the writer reuses a slot or frees memory only when no seat holds a version that could see it. Each seat comes with its scratch.</summary>
internal sealed class Readers : IDisposable
{
    private const int SeatCount = 128;
    private const int Padding = 8; // longs a cache line
    private readonly long[] _seats = new long[(SeatCount + 1) * Padding];
    private readonly Scratch?[] _scratch = new Scratch?[SeatCount];
    private readonly Func<Scratch> _create;

    public Readers(Func<Scratch> create) => _create = create;

    public Scratch ScratchOf(int seat) => _scratch[seat] ??= _create();

    /// <summary>Takes a seat for <paramref name="version"/>. Read the current snapshot after this, not before: the writer may have moved on.</summary>
    public int Enter(long version)
    {
        var start = Environment.CurrentManagedThreadId * 7;
        var spin = default(SpinWait);
        for (var i = 0; ; i++)
        {
            var seat = (start + i) % SeatCount;
            if (Interlocked.CompareExchange(ref _seats[(seat + 1) * Padding], version + 1, 0) == 0)
                return seat;
            if (i % SeatCount == SeatCount - 1)
                spin.SpinOnce(sleep1Threshold: -1);
        }
    }

    public void Leave(int seat) => Volatile.Write(ref _seats[(seat + 1) * Padding], 0);

    /// <summary>The oldest version that is being read, or <paramref name="current"/>.</summary>
    public long Oldest(long current)
    {
        Interlocked.MemoryBarrier();
        var oldest = current;
        for (var seat = 0; seat < SeatCount; seat++)
        {
            var held = Volatile.Read(ref _seats[(seat + 1) * Padding]);
            if (held != 0)
                oldest = Math.Min(oldest, held - 1);
        }

        return oldest;
    }

    /// <summary>Waits until the readers that are inside have left. New ones must be kept out by the caller.</summary>
    public void Drain()
    {
        var spin = default(SpinWait);
        while (Oldest(long.MaxValue) != long.MaxValue)
            spin.SpinOnce(sleep1Threshold: -1);
    }

    public void Dispose()
    {
        foreach (var scratch in _scratch)
            scratch?.Dispose();
    }
}
