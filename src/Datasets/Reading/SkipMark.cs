namespace Onebox.Datasets.Reading;

/// <summary>Leaves out a byte order mark at the beginning.</summary>
internal sealed class SkipMark(Stream inner) : OnwardStream(inner)
{
    private readonly byte[] _first = new byte[3];
    private int _held = -1;
    private int _given;

    public override int Read(Span<byte> buffer)
    {
        if (_held < 0) Look(Inner.ReadAtLeast(_first, _first.Length, throwOnEndOfStream: false));
        return _given < _held ? Give(buffer) : Inner.Read(buffer);
    }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (_held < 0) Look(await Inner.ReadAtLeastAsync(_first, _first.Length, throwOnEndOfStream: false, cancellationToken));
        return _given < _held ? Give(buffer.Span) : await Inner.ReadAsync(buffer, cancellationToken);
    }

    private void Look(int read)
    {
        _held = read;
        if (_first.AsSpan(0, read).SequenceEqual("\uFEFF"u8)) _given = read;
    }

    private int Give(Span<byte> buffer)
    {
        var count = Math.Min(buffer.Length, _held - _given);
        _first.AsSpan(_given, count).CopyTo(buffer);
        _given += count;
        return count;
    }
}
