using TorchSharp;
using Tensor = TorchSharp.torch.Tensor;

namespace Onebox.Models;

/// <summary>
/// One piece of memory for what is as large as a matrix and needed for a moment: products that become weight gradients, and quantized
/// weights unpacked. Each is used at once, before the next.
/// </summary>
internal sealed class Scratch(long elements, torch.ScalarType type) : IDisposable
{
    private readonly Dictionary<(long, long), Tensor> _views = [];
    private Tensor? _memory;

    public Tensor Product(long rows, long columns)
    {
        if (_views.TryGetValue((rows, columns), out var known)) return known;
        _memory ??= torch.empty(elements, dtype: type).DetachFromDisposeScope();
        return _views[(rows, columns)] = _memory.as_strided([rows, columns], [columns, 1], 0).DetachFromDisposeScope();
    }

    public void Dispose()
    {
        foreach (var view in _views.Values) view.Dispose();
        _memory?.Dispose();
    }
}
