namespace Onebox.Vectors.Store;

/// <summary>Memory that new readers no longer get, freed once no reader of an earlier version is left.</summary>
internal sealed class Retired(Readers readers) : IDisposable
{
    private readonly List<(IDisposable Memory, long Version)> _items = [];

    /// <param name="memory">What to free.</param>
    /// <param name="version">The first version whose readers do not see it.</param>
    public void Add(IDisposable memory, long version) => _items.Add((memory, version));

    public void Collect(long current)
    {
        if (_items.Count == 0)
            return;
        var oldest = readers.Oldest(current);
        _items.RemoveAll(item =>
        {
            if (item.Version > oldest)
                return false;
            item.Memory.Dispose();
            return true;
        });
    }

    /// <summary>When the readers have left.</summary>
    public void Dispose()
    {
        foreach (var (memory, _) in _items)
            memory.Dispose();
    }
}
