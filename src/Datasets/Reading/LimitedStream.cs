using Onebox.Kernel;

namespace Onebox.Datasets.Reading;

/// <summary>Ends a reading that goes over a limit, or that cannot be unpacked: a small packed file may hold anything.</summary>
/// <param name="isWhole">Asked at the end, by how many bytes there were: whether that is all; null: it is.</param>
internal sealed class LimitedStream(Stream inner, long limit, string what, Func<long, bool>? isWhole = null) : OnwardStream(inner)
{
    public long BytesRead { get; private set; }

    public override int Read(Span<byte> buffer)
    {
        try
        {
            return Count(Inner.Read(buffer), buffer.Length);
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
            return Count(await Inner.ReadAsync(buffer, cancellationToken), buffer.Length);
        }
        catch (InvalidDataException error)
        {
            throw Damaged(error);
        }
    }

    private static ProblemException Damaged(InvalidDataException error) => DatasetsErrors.Malformed("packed file", error.Message, error);

    private int Count(int read, int wanted)
    {
        BytesRead += read;
        if (read == 0 && wanted > 0 && isWhole?.Invoke(BytesRead) == false) throw new InvalidDataException("it ends too early: it was cut short.");
        return BytesRead <= limit ? read : throw DatasetsErrors.TooLarge(what, Sizes.Text(limit));
    }
}
