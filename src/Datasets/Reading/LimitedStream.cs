using Onebox.Kernel;

namespace Onebox.Datasets.Reading;

/// <summary>Ends a reading that goes over a limit, or that cannot be unpacked: a small packed file may hold anything.</summary>
internal sealed class LimitedStream(Stream inner, long limit, string what) : OnwardStream(inner)
{
    public long BytesRead { get; private set; }

    public override int Read(Span<byte> buffer)
    {
        try
        {
            return Count(Inner.Read(buffer));
        }
        catch (InvalidDataException error)
        {
            throw Damaged(error);
        }
    }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        try
        {
            return Count(await Inner.ReadAsync(buffer, cancellationToken));
        }
        catch (InvalidDataException error)
        {
            throw Damaged(error);
        }
    }

    private static ProblemException Damaged(InvalidDataException error) => DatasetsErrors.Malformed("packed file", error.Message, error);

    private int Count(int read)
    {
        BytesRead += read;
        return BytesRead <= limit ? read : throw DatasetsErrors.TooLarge(what, Sizes.Text(limit));
    }
}
