using Onebox.Vectors.Search;

namespace Onebox.Vectors.Store;

/// <summary>What a reader holds for the length of one call: a version of the index that no writer changes under it.</summary>
internal sealed record Snapshot
{
    public required Columns Columns { get; init; }

    public required Navigator Navigator { get; init; }

    public required long Version { get; init; }

    /// <summary>Slots assigned so far; later ones are not this reader's.</summary>
    public required int Slots { get; init; }

    public required int Live { get; init; }

    /// <summary>Length of the log of slot assignments.</summary>
    public required int LogLength { get; init; }

    /// <summary>Every slot below <see cref="Slots"/> is alive: no need to look.</summary>
    public bool Clean => Live == Slots;
}
