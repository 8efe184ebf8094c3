using Onebox.Kernel.Access;

namespace Onebox.Datasets;

/// <summary>One immutable content of a dataset: the file <see cref="RowsPath"/> never changes once the version is ready.</summary>
public sealed record DatasetVersion
{
    public required string Id { get; init; }

    public required string DatasetId { get; init; }

    /// <summary>The dataset's name.</summary>
    public required string Name { get; init; }

    /// <summary>1 for the first; grows by one.</summary>
    public required int Number { get; init; }

    public required DatasetState State { get; init; }

    /// <summary>What each of its rows holds.</summary>
    public required DatasetShape Shape { get; init; }

    /// <summary>SHA-256 of <see cref="RowsPath"/>, lower-case hex; empty until it is ready.</summary>
    public required string ContentHash { get; init; }

    public required SplitCounts Rows { get; init; }

    public required long SizeBytes { get; init; }

    /// <summary>The version's folder; read only.</summary>
    public required string Folder { get; init; }

    /// <summary>Groups, <c>user:NAME</c> and <c>role:ROLE</c>; none: everybody who may read datasets.</summary>
    public required IReadOnlyList<string> Readers { get; init; }

    /// <summary>Whether the caller is among its readers; whether they may read datasets at all is another question (<see cref="Actions.DatasetsRead"/>).</summary>
    public bool MayBeReadBy(Caller caller) => Datasets.Readers.Admit(Readers, caller);

    /// <summary>The rows in the canonical form (docs/formats/dataset-rows.md); read them with <see cref="DatasetRows.ReadAsync"/>.</summary>
    public string RowsPath => Path.Combine(Folder, DatasetRows.FileName);

    /// <summary><c>name@number</c>: names just this content, for lineage.</summary>
    public string Reference => $"{Name}@{Number}";
}

public enum DatasetState
{
    /// <summary>Its task is under way.</summary>
    Importing,
    Ready,
}

/// <summary>What a row holds; docs/formats/dataset-rows.md.</summary>
public enum DatasetShape
{
    /// <summary><see cref="DatasetRow.Messages"/>.</summary>
    Chat,

    /// <summary><see cref="DatasetRow.Text"/>.</summary>
    Text,

    /// <summary><see cref="DatasetRow.Messages"/>, <see cref="DatasetRow.Chosen"/>, <see cref="DatasetRow.Rejected"/>.</summary>
    Preference,

    /// <summary><see cref="DatasetRow.Question"/>, <see cref="DatasetRow.Answers"/> and what goes with them.</summary>
    Questions,
}

/// <summary>How many rows each split has.</summary>
public sealed record SplitCounts(long Train, long Validation, long Test)
{
    public long Total => Train + Validation + Test;
}
