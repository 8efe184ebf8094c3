namespace Onebox.Serving.Store;

/// <summary>An external engine as it is kept.</summary>
internal sealed class EngineRecord
{
    public required string Id { get; set; }
    public required string Name { get; set; }

    /// <summary>The root, without <c>/v1</c>.</summary>
    public required string Url { get; set; }

    /// <summary>The bearer key, encrypted; null for none.</summary>
    public string? SealedKey { get; set; }
    public DateTimeOffset CreatedAt { get; set; }
}
