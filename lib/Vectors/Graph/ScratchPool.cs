using System.Collections.Concurrent;

namespace Onebox.Vectors.Graph;

/// <summary>The writer's scratches, one a thread that links.</summary>
internal sealed class ScratchPool(Func<Scratch> create) : IDisposable
{
    private readonly ConcurrentBag<Scratch> _idle = [];

    public Scratch Rent() => _idle.TryTake(out var scratch) ? scratch : create();

    public void Return(Scratch scratch) => _idle.Add(scratch);

    public void Dispose()
    {
        while (_idle.TryTake(out var scratch))
            scratch.Dispose();
    }
}
