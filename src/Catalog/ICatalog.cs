namespace Onebox.Catalog;

/// <summary>The models on this box, for modules that run them.</summary>
public interface ICatalog
{
    /// <summary>A model by its name or id, in whatever state it is; null when there is none.</summary>
    Task<Model?> FindAsync(string nameOrId, CancellationToken cancellation = default);

    /// <summary>All models, by name.</summary>
    Task<IReadOnlyList<Model>> ListAsync(CancellationToken cancellation = default);
}
