namespace Onebox.Vectors;

/// <summary>Settings of one search.</summary>
public sealed record VectorSearchSettings
{
    internal static readonly VectorSearchSettings Default = new();

    /// <summary>Only these keys may come out. Applied inside the search: as many hits come back as there are, up to what was asked for.</summary>
    public VectorKeySet? Filter { get; init; }

    /// <summary>Candidates kept on the way (ef); more finds more and takes longer.</summary>
    public int? Width { get; init; }

    /// <summary>How many of the nearest estimates are ranked again by the vectors themselves; null lets the storage decide.</summary>
    public int? Rerank { get; init; }

    /// <summary>Compare with every vector that may come out, at full precision.</summary>
    public bool Exact { get; init; }
}

/// <param name="Key">The caller's key.</param>
/// <param name="Distance">L2: squared distance. Inner product: its negative. Cosine: one minus the cosine. Smaller is nearer.</param>
[System.Runtime.InteropServices.StructLayout(System.Runtime.InteropServices.LayoutKind.Auto)]
public readonly record struct VectorHit(long Key, float Distance);
