namespace Onebox.Vectors.VectorData;

public sealed record OneboxVectorStoreOptions
{
    /// <value>Int8.</value>
    public VectorStorage Storage { get; init; } = VectorStorage.Int8;

    /// <value>Disk.</value>
    public VectorDurability Durability { get; init; } = VectorDurability.Disk;

    /// <value>Mapped.</value>
    public VectorResidency Residency { get; init; } = VectorResidency.Mapped;
}
