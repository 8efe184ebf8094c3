using System.Buffers;
using System.IO.Pipelines;
using System.Runtime.CompilerServices;
using Onebox.Kernel;

namespace Onebox.Datasets.Reading;

/// <summary>Cuts a stream into lines, whatever ends them (LF or CR LF). The bytes of a line are valid until the next is asked for.</summary>
internal static class Lines
{
    /// <returns>Each line with its number from 1.</returns>
    /// <exception cref="Kernel.ProblemException"><c>dataset.too_large</c>: a line is longer than <paramref name="maxBytes"/>.</exception>
    public static async IAsyncEnumerable<(long Number, ReadOnlySequence<byte> Bytes)> ReadAsync(Stream stream, int maxBytes, [EnumeratorCancellation] CancellationToken cancellation)
    {
        var reader = PipeReader.Create(stream, new StreamPipeReaderOptions(bufferSize: 1 << 17, minimumReadSize: 1 << 15));
        var number = 0L;
        try
        {
            while (true)
            {
                var read = await reader.ReadAsync(cancellation);
                var buffer = read.Buffer;
                while (buffer.PositionOf((byte)'\n') is { } end)
                {
                    yield return (++number, WithoutReturn(buffer.Slice(0, end)));
                    buffer = buffer.Slice(buffer.GetPosition(1, end));
                }

                if (buffer.Length > maxBytes) throw DatasetsErrors.TooLarge(string.Create(System.Globalization.CultureInfo.InvariantCulture, $"Line {number + 1}"), Sizes.Text(maxBytes));
                if (read.IsCompleted)
                {
                    if (!buffer.IsEmpty) yield return (++number, WithoutReturn(buffer));
                    yield break;
                }

                reader.AdvanceTo(buffer.Start, buffer.End);
            }
        }
        finally
        {
            await reader.CompleteAsync();
        }
    }

    private static ReadOnlySequence<byte> WithoutReturn(ReadOnlySequence<byte> line)
    {
        if (line.IsEmpty) return line;
        var last = line.Slice(line.Length - 1).FirstSpan[0];
        return last == (byte)'\r' ? line.Slice(0, line.Length - 1) : line;
    }
}
