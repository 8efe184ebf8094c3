namespace Onebox.Catalog;

/// <summary>Knows who uses a model. Whoever runs models implements it and registers it beside others: a model in use cannot be deleted.</summary>
public interface IModelUse
{
    /// <summary>Who uses the model, as a person would call it (<c>the deployment assistant</c>); null when nobody does.</summary>
    ValueTask<string?> WhoUsesAsync(string modelId, CancellationToken cancellation);
}
