namespace Onebox.Datasets;

/// <summary>Keeps versions that are in use from being deleted; whoever reads rows over a long time registers one.</summary>
public interface IDatasetUse
{
    /// <summary>Who reads the version at the moment, for people; null when nobody does.</summary>
    ValueTask<string?> WhoUsesAsync(string versionId, CancellationToken cancellation);
}
