using Onebox.Api.Deployments;
using Onebox.Catalog;

namespace Onebox.Serving.Deployments;

/// <summary>Finds what a deployment names in the catalog, and refuses what cannot be served.</summary>
internal sealed class FindModels(ICatalog catalog)
{
    private const string Gguf = "gguf";

    /// <exception cref="Kernel.ProblemException">One of the models is not there, not ready, or not GGUF.</exception>
    public async Task<DeployedModel> FindAsync(string model, DeploymentSettings settings, CancellationToken cancellation)
    {
        Dictionary<string, Model> adapters = new(StringComparer.Ordinal);
        foreach (var (name, adapter) in settings.Adapters ?? new Dictionary<string, string>()) adapters[name] = await OneAsync(adapter, cancellation);
        return new DeployedModel(await OneAsync(model, cancellation), settings.DraftModel is null ? null : await OneAsync(settings.DraftModel, cancellation), adapters);
    }

    private async Task<Model> OneAsync(string nameOrId, CancellationToken cancellation)
    {
        var model = await catalog.FindAsync(nameOrId, cancellation) ?? throw DeploymentErrors.ModelNotFound(nameOrId);
        if (model.State != ModelState.Ready) throw DeploymentErrors.ModelNotReady(model.Name, model.State == ModelState.Importing ? "still being imported" : "damaged");
        if (model.Format != Gguf) throw DeploymentErrors.FormatNotServed(model.Name, model.Format);
        return model;
    }
}
