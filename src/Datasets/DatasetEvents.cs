namespace Onebox.Datasets;

/// <summary>A version has become ready, by import or preparation.</summary>
public sealed record DatasetReady(string VersionId, string Reference);

public sealed record DatasetDeleted(string VersionId, string Reference);
