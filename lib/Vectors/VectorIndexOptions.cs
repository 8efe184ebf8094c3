namespace Onebox.Vectors;

/// <summary>How nearness is measured. <see cref="VectorHit.Distance"/> says what number comes out.</summary>
public enum VectorMetric
{
    /// <summary>Squared Euclidean distance.</summary>
    L2,

    /// <summary>Inner product; the distance is its negative.</summary>
    InnerProduct,

    /// <summary>One minus the cosine. Vectors are kept at unit length, and are given back so.</summary>
    Cosine,
}

/// <summary>What the search walks over. Codes are an estimate; their results are ranked again by the vectors themselves.</summary>
public enum VectorStorage
{
    Single,
    Half,

    /// <summary>8 bits a dimension after a random rotation.</summary>
    Int8,

    Code4,
    Code3,
    Code2,

    /// <summary>One bit a dimension.</summary>
    Code1,
}

public enum VectorIndexKind
{
    /// <summary>A navigable graph: approximate, fast.</summary>
    Hnsw,

    /// <summary>Everything is compared. Right up to some ten thousand vectors.</summary>
    Exact,
}

/// <summary>Where the vectors of a stored index live.</summary>
public enum VectorResidency
{
    /// <summary>In the mapped file: the page cache holds what is used, and the index opens at once.</summary>
    Mapped,

    /// <summary>In memory with huge pages: faster, and takes the memory for good.</summary>
    Resident,
}

/// <summary>When a write counts as done.</summary>
public enum VectorDurability
{
    /// <summary>When it is on the disk: it survives a loss of power.</summary>
    Disk,

    /// <summary>When the operating system has it: it survives the end of the process, but not of the machine.</summary>
    OperatingSystem,
}

public sealed record VectorIndexOptions
{
    public const int MaxDimensions = 16_384;

    public required int Dimensions { get; init; }

    /// <value>Cosine.</value>
    public VectorMetric Metric { get; init; } = VectorMetric.Cosine;

    /// <value>Int8: a quarter of the memory traffic, with no loss after ranking again.</value>
    public VectorStorage Storage { get; init; } = VectorStorage.Int8;

    /// <summary>Keep the vectors that codes are ranked again by as 16-bit floats, in half the space. <see cref="VectorStorage.Half"/> implies it.</summary>
    /// <value>False.</value>
    public bool HalfPrecision { get; init; }

    /// <value>Hnsw.</value>
    public VectorIndexKind Kind { get; init; } = VectorIndexKind.Hnsw;

    /// <summary>M: links of a node in an upper layer; the lowest has twice as many. 4 to 64.</summary>
    /// <value>16.</value>
    public int LinksPerNode { get; init; } = 16;

    /// <summary>Candidates looked at when a node is linked (efConstruction).</summary>
    /// <value>128.</value>
    public int BuildWidth { get; init; } = 128;

    /// <summary>Candidates kept by a search that names no width (ef); null lets the storage decide.</summary>
    /// <value>Null.</value>
    public int? SearchWidth { get; init; }

    /// <summary>Threads that a load or a large batch links with.</summary>
    /// <value>As many as the machine has processors.</value>
    public int BuildThreads { get; init; } = Environment.ProcessorCount;

    /// <value>Mapped.</value>
    public VectorResidency Residency { get; init; } = VectorResidency.Mapped;

    /// <value>Disk.</value>
    public VectorDurability Durability { get; init; } = VectorDurability.Disk;

    /// <summary>The log is folded into a new snapshot when it has grown to this many bytes and to a quarter of the snapshot.</summary>
    /// <value>64 MiB.</value>
    public long CheckpointLogBytes { get; init; } = 64L << 20;

    /// <summary>Check every section's checksum when opening, not only the header's.</summary>
    /// <value>True.</value>
    public bool VerifyOnOpen { get; init; } = true;

    internal bool Halves => HalfPrecision || Storage == VectorStorage.Half;

    internal int CodeBits => Storage switch
    {
        VectorStorage.Int8 => 8,
        VectorStorage.Code4 => 4,
        VectorStorage.Code3 => 3,
        VectorStorage.Code2 => 2,
        VectorStorage.Code1 => 1,
        _ => 0,
    };

    internal int PaddedDimensions => (Dimensions + 15) & ~15;

    internal int DefaultWidth => SearchWidth ?? CodeBits switch { 0 or 8 => 64, 4 => 72, 3 => 96, 2 => 160, _ => 400 };

    internal void Validate()
    {
        var errors = new List<string>();
        if (Dimensions is < 1 or > MaxDimensions)
            errors.Add($"Dimensions is {Dimensions}; it must be 1 to {MaxDimensions}");
        if (LinksPerNode is < 4 or > 64)
            errors.Add($"LinksPerNode is {LinksPerNode}; it must be 4 to 64");
        if (BuildWidth < LinksPerNode)
            errors.Add($"BuildWidth is {BuildWidth}; it must be at least LinksPerNode");
        if (BuildThreads < 1)
            errors.Add($"BuildThreads is {BuildThreads}; it must be at least 1");
        if (SearchWidth is < 1)
            errors.Add($"SearchWidth is {SearchWidth}; it must be at least 1");
        if (CheckpointLogBytes < 1 << 16)
            errors.Add($"CheckpointLogBytes is {CheckpointLogBytes}; it must be at least 65536");
        if (!Enum.IsDefined(Metric) || !Enum.IsDefined(Storage) || !Enum.IsDefined(Kind))
            errors.Add("Metric, Storage or Kind is not one of the named values");
        if (errors.Count > 0)
            throw new VectorIndexException(VectorIndexFault.Invalid, $"The vector index options are not valid: {string.Join("; ", errors)}.");
    }
}
