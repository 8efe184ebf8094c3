using Onebox.Catalog;
using Onebox.Serving.Store;

namespace Onebox.Serving;

/// <summary>A model that a deployment runs, drafts with or adapts by cannot be deleted.</summary>
internal sealed class ServedModelUse(DeploymentStore store, ICatalog catalog) : IModelUse
{
    public async ValueTask<string?> WhoUsesAsync(string modelId, CancellationToken cancellation)
    {
        var name = (await catalog.FindAsync(modelId, cancellation))?.Name;
        foreach (var deployment in await store.ListAsync(cancellation))
        {
            var settings = deployment.ReadSettings();
            if (deployment.ModelId == modelId || Names(settings.DraftModel) || (settings.Adapters?.Values.Any(Names) ?? false)) return $"the deployment {deployment.Name}";
        }

        return null;

        bool Names(string? other) => other is not null && (other == modelId || other == name);
    }
}
