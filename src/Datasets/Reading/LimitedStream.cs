using Onebox.Kernel;

namespace Onebox.Datasets.Reading;

/// <summary>Ends a reading that goes over a limit: a small packed file may unpack to anything.</summary>
internal sealed class LimitedStream(Stream inner, long limit, string what) : OnwardStream(inner)
{
    public long BytesRead { get; private set; }

    public override int Read(Span<byte> buffer) => Count(Inner.Read(buffer));

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) => Count(await Inner.ReadAsync(buffer, cancellationToken));

    private int Count(int read)
    {
        BytesRead += read;
        return BytesRead <= limit ? read : throw DatasetsErrors.TooLarge(what, Sizes.Text(limit));
    }
}
