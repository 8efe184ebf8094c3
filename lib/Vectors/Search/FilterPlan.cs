namespace Onebox.Vectors.Search;

/// <summary>When a filtered search walks the graph and when it compares with everything that is allowed. Measured, see bench/Vectors.</summary>
internal static class FilterPlan
{
    /// <summary>Up to this many vectors are simply compared where the caller names no width: it takes microseconds and misses nothing.</summary>
    public const int SmallIndex = 1000;

    /// <summary>Sets up to this size are looked up key by key; larger ones become bits by slot first.</summary>
    public const int LookUpLimit = 4096;

    /// <summary>Below this share of allowed slots a walk over allowed nodes only, two links at a time, beats one over all nodes.</summary>
    public const float TwoHopsBelow = 0.35f;

    /// <summary>Below this share the allowed nodes are no longer two links apart, and a walk over them loses its way; comparing with all of them does not.</summary>
    public const float ScanBelow = 0.03f;

    /// <summary>A walk scores about this many slots for each candidate that it keeps.</summary>
    public static int ScanLimit(int width) => 1000 + 32 * width;
}
