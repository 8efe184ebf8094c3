using TorchSharp;
using Tensor = TorchSharp.torch.Tensor;

namespace Onebox.Models;

/// <summary>What all branches use in turn: their low-rank activations, and a copy of an input with elements dropped.</summary>
internal sealed class LoraMemory(ComputeType compute) : IDisposable
{
    private readonly torch.ScalarType _type = compute == ComputeType.BFloat16 ? torch.bfloat16 : torch.float32;
    private Tensor? _low;
    private Tensor? _lowGradient;
    private Tensor? _input;
    private Tensor? _product;

    /// <summary>What dropout follows from; null drops nothing.</summary>
    public ulong? Seed { get; set; }

    /// <summary>The adapters are left out: the model underneath.</summary>
    public bool Bypassed { get; set; }

    public Tensor Low(int rows, int columns) => View(ref _low, rows, columns);

    public Tensor LowGradient(int rows, int columns) => View(ref _lowGradient, rows, columns);

    public Tensor Input(int rows, int columns) => View(ref _input, rows, columns);

    public Tensor Product(long rows, long columns) => View(ref _product, rows, columns);

    public void Dispose()
    {
        _low?.Dispose();
        _lowGradient?.Dispose();
        _input?.Dispose();
        _product?.Dispose();
    }

    private Tensor View(ref Tensor? memory, long rows, long columns)
    {
        if (memory is null || memory.numel() < rows * columns)
        {
            memory?.Dispose();
            memory = torch.empty(rows * columns, dtype: _type).DetachFromDisposeScope();
        }
        return memory.as_strided([rows, columns], [columns, 1], 0);
    }
}
