using System.Text.Json;
using Onebox.Api;
using Onebox.Api.Datasets;

namespace Onebox.Datasets.Store;

/// <summary>A dataset as it is kept: a name, and how many versions it ever had.</summary>
internal sealed class DatasetRecord
{
    public required string Id { get; set; }
    public required string Name { get; set; }

    /// <summary>The last number given out; a number is never used twice, so that lineage stays true.</summary>
    public int LastNumber { get; set; }
    public DateTimeOffset CreatedAt { get; set; }

    /// <summary>Words of <see cref="Datasets.Readers"/> with blanks between; null: everybody who may read datasets.</summary>
    public string? Readers { get; set; }
}

/// <summary>The readers of a closed dataset or version that is about to be made, or was deleted: its task, and what was made from it, are closed too.</summary>
internal sealed class AwayRecord
{
    public required string Id { get; set; }
    public required string Readers { get; set; }
}

/// <summary>A version as it is kept.</summary>
internal sealed class VersionRecord
{
    public required string Id { get; set; }
    public required string DatasetId { get; set; }
    public DatasetRecord? Dataset { get; set; }
    public int Number { get; set; }
    public DatasetState State { get; set; }
    public required string TaskId { get; set; }
    public DatasetShape Shape { get; set; }
    public string? RecognizedAs { get; set; }
    public double? Confidence { get; set; }
    public string? Format { get; set; }
    public required string Source { get; set; }
    public string? PreparedFrom { get; set; }
    public string? Recipe { get; set; }
    public string? ContentHash { get; set; }
    public long Train { get; set; }
    public long Validation { get; set; }
    public long Test { get; set; }
    public long SizeBytes { get; set; }

    /// <summary><see cref="DatasetDetails"/> as JSON.</summary>
    public string? Details { get; set; }
    public DateTimeOffset CreatedAt { get; set; }

    public DatasetVersion ToVersion(string datasetsFolder) => new()
    {
        Id = Id,
        DatasetId = DatasetId,
        Name = Dataset!.Name,
        Number = Number,
        State = State,
        Shape = Shape,
        ContentHash = ContentHash ?? "",
        Rows = new SplitCounts(Train, Validation, Test),
        SizeBytes = SizeBytes,
        Folder = Path.Combine(datasetsFolder, Id),
        Readers = Readers.Parse(Dataset.Readers),
    };

    public DatasetInfo ToInfo(string datasetsFolder, bool details = false) => new()
    {
        Id = DatasetId,
        Name = Dataset!.Name,
        Version = Number,
        VersionId = Id,
        State = State.ToString().ToLowerInvariant(),
        TaskId = TaskId,
        Shape = State == DatasetState.Ready ? Shape.ToString().ToLowerInvariant() : null,
        RecognizedAs = RecognizedAs,
        Confidence = Confidence,
        Format = Format,
        Source = Source,
        Rows = Train + Validation + Test,
        Splits = new SplitInfo(Train, Validation, Test),
        SizeBytes = SizeBytes,
        ContentHash = ContentHash ?? "",
        RowsPath = State == DatasetState.Ready ? Path.Combine(datasetsFolder, Id, DatasetRows.FileName) : null,
        CreatedAt = CreatedAt,
        PreparedFrom = PreparedFrom,
        Recipe = Recipe,
        Readers = Readers.Parse(Dataset.Readers),
        Details = details && Details is not null ? JsonSerializer.Deserialize(Details, ApiJson.Default.DatasetDetails) : null,
    };

    public DatasetVersionInfo ToVersionInfo() => new(Number, State.ToString().ToLowerInvariant(), Train + Validation + Test, ContentHash ?? "", Source, CreatedAt);
}
