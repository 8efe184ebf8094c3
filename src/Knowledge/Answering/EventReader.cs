using System.Text;

namespace Onebox.Knowledge.Answering;

/// <summary>Takes the bytes of server-sent events and hands on each event's data.</summary>
internal sealed class EventReader(Func<string, Task> take) : Stream
{
    private readonly MemoryStream _line = new();

    /// <summary>Bytes that were no event: an error's body.</summary>
    public string Rest { get; private set; } = "";

    public override bool CanRead => false;
    public override bool CanSeek => false;
    public override bool CanWrite => true;
    public override long Length => throw new NotSupportedException();
    public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

    public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        while (buffer.Length > 0)
        {
            var end = buffer.Span.IndexOf((byte)'\n');
            _line.Write(buffer.Span[..(end < 0 ? buffer.Length : end)]);
            buffer = end < 0 ? default : buffer[(end + 1)..];
            if (end >= 0) await EndLineAsync();
        }

        if (_line.Length > 0 && Rest.Length == 0 && _line.GetBuffer()[0] == (byte)'{') Rest = Encoding.UTF8.GetString(_line.GetBuffer(), 0, (int)_line.Length);
    }

    public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) => WriteAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override void Flush()
    {
    }

    public override Task FlushAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    private async Task EndLineAsync()
    {
        var line = Encoding.UTF8.GetString(_line.GetBuffer(), 0, (int)_line.Length).TrimEnd('\r');
        _line.SetLength(0);
        if (line.StartsWith("data:", StringComparison.Ordinal)) await take(line[5..].TrimStart());
        else if (line.StartsWith('{')) Rest = line;
    }
}
