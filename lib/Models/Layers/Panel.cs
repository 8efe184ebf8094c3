using System.Runtime.InteropServices;
using TorchSharp;
using Tensor = TorchSharp.torch.Tensor;

namespace Onebox.Models;

/// <summary>
/// A matrix of activations that is made once and used in every step: a fresh one each time would cost more in page faults than its
/// arithmetic takes. Kernels use <see cref="Pointer"/>, matrix products <see cref="Rows"/>.
/// </summary>
internal sealed unsafe class Panel : IDisposable
{
    private readonly Tensor _all;
    private Tensor? _rows;

    public Panel(int capacity, int columns, torch.ScalarType type)
    {
        Capacity = capacity;
        Columns = columns;
        _all = torch.empty(capacity, columns, dtype: type).DetachFromDisposeScope();
        Pointer = PointerOf(_all);
    }

    public int Capacity { get; }

    public int Columns { get; }

    public void* Pointer { get; }

    /// <summary>[rows, columns], all of them; its storage begins where <see cref="Pointer"/> points.</summary>
    public Tensor All => _all;

    public float* Singles => (float*)Pointer;

    public long Bytes => (long)Capacity * Columns * _all.ElementSize;

    /// <summary>The first rows as a tensor, valid until asked for another count.</summary>
    public Tensor Rows(int count)
    {
        if (count == Capacity) return _all;
        if (_rows is not null && _rows.shape[0] == count) return _rows;
        _rows?.Dispose();
        return _rows = _all.narrow(0, 0, count).DetachFromDisposeScope();
    }

    /// <summary>Where a tensor's elements begin. Torch moves no tensor, so it holds as long as the tensor does.</summary>
    public static void* PointerOf(Tensor tensor)
    {
        // A span of the whole would refuse tensors above 2 GiB.
        using var first = tensor.as_strided([1], [1], tensor.storage_offset());
        return System.Runtime.CompilerServices.Unsafe.AsPointer(ref MemoryMarshal.GetReference(first.bytes));
    }

    public void Dispose()
    {
        _rows?.Dispose();
        _all.Dispose();
    }
}
