using System.Runtime.InteropServices;

namespace Onebox.Models.Loop;

/// <summary>A copy of all tensors, taken between two steps, that the writer reads while training goes on. The memory is taken once.</summary>
/// <param name="room">Bytes that it may take; null: half of what the system or the control group can still give, for the rest belongs to the steps.</param>
internal sealed unsafe class StateSnapshot(long? room) : IDisposable
{
    private const int PieceBytes = 4 << 20;
    private byte* _memory;

    /// <summary>What the last <see cref="Take"/> copied.</summary>
    public IReadOnlyList<StateTensor> Tensors { get; private set; } = [];

    /// <summary>Copies everything. False when there is no memory for it.</summary>
    public bool Take(IReadOnlyList<StateTensor> live, int threads)
    {
        if (_memory is null && !Allocate(live)) return false;
        var pieces = new List<(int Tensor, long From)>();
        for (var i = 0; i < live.Count; i++)
        {
            for (var from = 0L; from < live[i].Bytes; from += PieceBytes) pieces.Add((i, from));
        }
        Parallel.ForEach(pieces, new ParallelOptions { MaxDegreeOfParallelism = threads }, piece =>
        {
            var count = (int)Math.Min(PieceBytes, live[piece.Tensor].Bytes - piece.From);
            live[piece.Tensor].Slice(piece.From, count).CopyTo(Tensors[piece.Tensor].Slice(piece.From, count));
        });
        return true;
    }

    private bool Allocate(IReadOnlyList<StateTensor> live)
    {
        var total = live.Sum(t => t.Bytes);
        if (total > (room ?? HalfOfWhatIsFree())) return false;
        _memory = (byte*)NativeMemory.AlignedAlloc((nuint)total, 64);
        // Touch each page now: the first copy should not wait for the kernel to clear them.
        NativeMemory.Clear(_memory, (nuint)total);
        var at = _memory;
        var copies = new List<StateTensor>(live.Count);
        foreach (var tensor in live)
        {
            copies.Add(tensor with { Address = (nint)at });
            at += tensor.Bytes;
        }
        Tensors = copies;
        return true;
    }

    /// <summary>Takes the memory ahead of the first snapshot. False when there is none.</summary>
    public bool Prepare(IReadOnlyList<StateTensor> live) => _memory is not null || Allocate(live);

    private static long HalfOfWhatIsFree()
    {
        var available = GC.GetGCMemoryInfo().TotalAvailableMemoryBytes;
        foreach (var line in File.ReadLines("/proc/meminfo"))
        {
            if (!line.StartsWith("MemAvailable:", StringComparison.Ordinal)) continue;
            var kilobytes = line.AsSpan("MemAvailable:".Length).Trim();
            var end = kilobytes.IndexOf(' ');
            if (end > 0 && long.TryParse(kilobytes[..end], System.Globalization.CultureInfo.InvariantCulture, out var value)) available = Math.Min(available, value * 1024);
            break;
        }
        return available / 2;
    }

    public void Dispose()
    {
        if (_memory is not null) NativeMemory.AlignedFree(_memory);
        _memory = null;
    }
}
