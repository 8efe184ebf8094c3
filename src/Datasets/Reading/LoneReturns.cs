namespace Onebox.Datasets.Reading;

/// <summary>UTF-8 whose lines end with a carriage return alone, as Excel's "CSV (Macintosh)" does: with line feeds instead.</summary>
internal sealed class LoneReturns(Stream inner) : OnwardStream(inner)
{
    public static bool EndLinesOf(string head) => head.Contains('\r', StringComparison.Ordinal) && !head.Contains('\n', StringComparison.Ordinal);

    public override int Read(Span<byte> buffer) => Turn(buffer, Inner.Read(buffer));

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        var read = await Inner.ReadAsync(buffer, cancellationToken);
        return Turn(buffer.Span, read);
    }

    private static int Turn(Span<byte> buffer, int read)
    {
        buffer[..read].Replace((byte)'\r', (byte)'\n');
        return read;
    }
}
