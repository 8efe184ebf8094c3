namespace Onebox.Vectors;

/// <summary>Writes that are applied together: a reader sees all of them or none, and so does recovery. The last write of a key counts.</summary>
public sealed class VectorBatch
{
    private readonly Dictionary<long, int> _last = [];
    private readonly List<VectorWrite> _writes = [];

    public int Count => _last.Count;

    /// <param name="vector">Copied. Checked when the batch is applied.</param>
    /// <param name="payload">Kept with the vector and given back as it is; up to 16 MiB.</param>
    public VectorBatch Upsert(long key, ReadOnlySpan<float> vector, ReadOnlySpan<byte> payload = default)
        => Add(new VectorWrite(key, vector.ToArray(), payload.ToArray()));

    public VectorBatch Delete(long key) => Add(new VectorWrite(key, null, []));

    internal IEnumerable<VectorWrite> Writes
    {
        get
        {
            for (var i = 0; i < _writes.Count; i++)
                if (_last[_writes[i].Key] == i)
                    yield return _writes[i];
        }
    }

    internal void Add(IEnumerable<VectorWrite> writes)
    {
        foreach (var write in writes)
            Add(write);
    }

    private VectorBatch Add(VectorWrite write)
    {
        _last[write.Key] = _writes.Count;
        _writes.Add(write);
        return this;
    }
}

/// <param name="Vector">Null: the key is deleted.</param>
[System.Runtime.InteropServices.StructLayout(System.Runtime.InteropServices.LayoutKind.Auto)]
internal readonly record struct VectorWrite(long Key, float[]? Vector, byte[] Payload);

/// <summary>One row of a <see cref="VectorIndex.Load"/>.</summary>
[System.Runtime.InteropServices.StructLayout(System.Runtime.InteropServices.LayoutKind.Auto)]
public readonly record struct VectorRecord(long Key, ReadOnlyMemory<float> Vector, ReadOnlyMemory<byte> Payload = default);
