using TorchSharp;
using Tensor = TorchSharp.torch.Tensor;

namespace Onebox.Models;

/// <summary>One piece of memory for the products that become weight gradients: they are used one after another, each at once.</summary>
internal sealed class Scratch(long elements) : IDisposable
{
    private readonly List<Tensor> _views = [];
    private Tensor? _memory;

    public Tensor Product(long rows, long columns)
    {
        _memory ??= torch.empty(elements, dtype: torch.bfloat16).DetachFromDisposeScope();
        var view = _memory.as_strided([rows, columns], [columns, 1], 0).DetachFromDisposeScope();
        _views.Add(view);
        return view;
    }

    public void Dispose()
    {
        foreach (var view in _views) view.Dispose();
        _memory?.Dispose();
    }
}
