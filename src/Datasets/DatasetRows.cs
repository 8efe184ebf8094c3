using System.Buffers;
using System.IO.Pipelines;
using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Text.Json.Serialization;
using Onebox.Kernel;

namespace Onebox.Datasets;

/// <summary>Reads rows in the canonical form, in their order, holding one at a time.</summary>
public static class DatasetRows
{
    /// <summary>The file of a version's folder that holds its rows.</summary>
    public const string FileName = "rows.jsonl";

    private const byte LineFeed = (byte)'\n';

    /// <param name="path">A <see cref="DatasetVersion.RowsPath"/>.</param>
    /// <param name="split">Only the rows of this split; null for all.</param>
    /// <exception cref="ProblemException"><c>dataset.damaged</c>: a line is no row; the message has its number.</exception>
    public static async IAsyncEnumerable<DatasetRow> ReadAsync(string path, string? split = null, [EnumeratorCancellation] CancellationToken cancellation = default)
    {
        var number = 0L;
        await using var stream = new FileStream(path, new FileStreamOptions { Access = FileAccess.Read, Share = FileShare.Read, BufferSize = 0, Options = FileOptions.SequentialScan | FileOptions.Asynchronous });
        var reader = PipeReader.Create(stream, new StreamPipeReaderOptions(bufferSize: 1 << 18, minimumReadSize: 1 << 16));
        try
        {
            while (true)
            {
                var read = await reader.ReadAsync(cancellation);
                var buffer = read.Buffer;
                while (TakeLine(ref buffer, read.IsCompleted) is { } line)
                {
                    var row = Parse(line, path, ++number);
                    if (split is null || row.Split == split) yield return row;
                }

                reader.AdvanceTo(buffer.Start, buffer.End);
                if (read.IsCompleted) yield break;
            }
        }
        finally
        {
            await reader.CompleteAsync();
        }
    }

    private static ReadOnlySequence<byte>? TakeLine(ref ReadOnlySequence<byte> buffer, bool last)
    {
        if (buffer.PositionOf(LineFeed) is { } end)
        {
            var line = buffer.Slice(0, end);
            buffer = buffer.Slice(buffer.GetPosition(1, end));
            return line;
        }

        if (!last || buffer.IsEmpty) return null;
        var rest = buffer;
        buffer = buffer.Slice(buffer.End);
        return rest;
    }

    private static DatasetRow Parse(ReadOnlySequence<byte> line, string path, long number)
    {
        try
        {
            var reader = new Utf8JsonReader(line);
            return JsonSerializer.Deserialize(ref reader, RowJson.Default.DatasetRow) is { Id: not null, Split: not null } row ? row : throw new JsonException("no row");
        }
        catch (JsonException error)
        {
            throw DatasetsErrors.DamagedRow(path, number, error);
        }
    }
}

[JsonSourceGenerationOptions(JsonSerializerDefaults.Web, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(DatasetRow))]
[JsonSerializable(typeof(IReadOnlyList<RowMessage>))]
internal sealed partial class RowJson : JsonSerializerContext;
