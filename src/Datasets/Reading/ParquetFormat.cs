using System.Runtime.CompilerServices;
using Onebox.Kernel;
using Parquet;
using Parquet.Serialization;

namespace Onebox.Datasets.Reading;

/// <summary>Parquet, by a managed reader (no native code sees the file). A row group is held at a time. A record's number is its place, from 1.</summary>
internal sealed class ParquetFormat : ISourceFormat
{
    public string Name => "parquet";

    public IReadOnlyList<string> Extensions { get; } = [".parquet"];

    public async IAsyncEnumerable<SourceRecord> ReadAsync(SourceFile file, [EnumeratorCancellation] CancellationToken cancellation)
    {
        await using var bytes = new FileStream(file.Path, new FileStreamOptions { Access = FileAccess.Read, Share = FileShare.ReadWrite | FileShare.Delete });
        var groups = await GuardAsync(() => CheckAsync(bytes, file.Limits, cancellation));
        var number = 0L;
        for (var group = 0; group < groups; group++)
        {
            var index = group;
            var rows = await GuardAsync(() => ReadGroupAsync(bytes, index, cancellation));
            foreach (var row in rows) yield return Record(++number, row);
        }
    }

    private static async Task<int> CheckAsync(Stream bytes, DatasetsOptions limits, CancellationToken cancellation)
    {
        await using var reader = await ParquetReader.CreateAsync(bytes, leaveStreamOpen: true, cancellationToken: cancellation);
        if (reader.Schema.DataFields.Length > limits.MaxColumns) throw DatasetsErrors.TooLarge("The number of columns", $"{limits.MaxColumns}");
        foreach (var group in reader.RowGroups)
        {
            if (group.RowGroup.TotalByteSize > limits.MaxRowGroupBytes) throw DatasetsErrors.TooLarge("A row group of the Parquet file", Sizes.Text(limits.MaxRowGroupBytes));
        }

        return reader.RowGroupCount;
    }

    private static async Task<IEnumerable<IDictionary<string, object>>> ReadGroupAsync(Stream bytes, int group, CancellationToken cancellation)
    {
        bytes.Position = 0;
        var read = await ParquetSerializer.DeserializeUntypedAsync(bytes, null, group, cancellation);
        return read.Data;
    }

    private static SourceRecord Record(long number, IDictionary<string, object> row)
    {
        try
        {
            return new SourceRecord(number, TableRecords.Of([.. row.Keys], [.. row.Values], static (json, value) => TableRecords.Write(json, value)));
        }
        catch (Exception error) when (error is not ProblemException)
        {
            return new SourceRecord(number, null, $"it cannot be read: {error.Message}");
        }
    }

    /// <summary>The reader throws whatever a damaged file makes it stumble over.</summary>
    private static async Task<T> GuardAsync<T>(Func<Task<T>> read)
    {
        try
        {
            return await read();
        }
        catch (Exception error) when (error is not (OperationCanceledException or ProblemException))
        {
            throw DatasetsErrors.Malformed("Parquet file", error.Message, error);
        }
    }
}
