namespace Onebox.Weights;

/// <summary>Counts what goes through to another stream, which it does not own: a writer's layout holds on streams that cannot tell their position.</summary>
internal sealed class CountingStream(Stream output) : Stream
{
    private long _written;

    public override bool CanRead => false;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => _written;

    public override long Position
    {
        get => _written;
        set => throw new NotSupportedException();
    }

    public void WriteTensor(TensorSource tensor)
    {
        var start = _written;
        tensor.WriteTo(this);
        if (_written - start != tensor.ByteLength)
            throw new InvalidOperationException($"The tensor {tensor.Name} wrote {_written - start} bytes where its shape asks for {tensor.ByteLength}.");
    }

    public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

    public override void Write(ReadOnlySpan<byte> buffer)
    {
        output.Write(buffer);
        _written += buffer.Length;
    }

    public override void WriteByte(byte value) => Write([value]);

    public override void Flush() => output.Flush();

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();
}
