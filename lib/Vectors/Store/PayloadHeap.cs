namespace Onebox.Vectors.Store;

/// <summary>The callers' bytes. Those of the snapshot are read from the mapped file; later ones are kept as arrays until the next snapshot.
/// A reference is 0 (none), 1 + offset in the file, or −1 − index of an array.</summary>
internal sealed unsafe class PayloadHeap
{
    public const int MaxBytes = 16 << 20;

    private byte* _mapped;
    private long _mappedBytes;
    private byte[][] _later = new byte[64][];
    private int _count;

    public long LaterBytes { get; private set; }

    public void Attach(byte* start, long bytes)
    {
        _mapped = start;
        _mappedBytes = bytes;
    }

    public long Add(byte[] payload)
    {
        if (payload.Length == 0)
            return 0;
        if (_count == _later.Length)
        {
            var larger = new byte[_later.Length * 2][];
            _later.CopyTo(larger, 0);
            Volatile.Write(ref _later, larger);
        }

        _later[_count] = payload;
        LaterBytes += payload.Length;
        return -1 - _count++;
    }

    public ReadOnlySpan<byte> Get(long reference)
    {
        if (reference == 0)
            return default;
        if (reference < 0)
            return Volatile.Read(ref _later)[-1 - reference];
        var offset = reference - 1;
        if (offset + sizeof(int) > _mappedBytes)
            throw Damaged();
        var length = *(int*)(_mapped + offset);
        if (length < 0 || length > MaxBytes || offset + sizeof(int) + length > _mappedBytes)
            throw Damaged();
        return new ReadOnlySpan<byte>(_mapped + offset + sizeof(int), length);
    }

    private static VectorIndexException Damaged()
        => new(VectorIndexFault.Corrupted, "A payload of the vector index points outside its file. Restore the index from a backup or build it again.");
}
