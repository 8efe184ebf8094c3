using Onebox.Api.Deployments;
using Onebox.Kernel;
using Onebox.Kernel.Access;
using Onebox.Serving.Routing;
using Onebox.Serving.Store;

namespace Onebox.Serving.Deployments;

/// <summary>Writes a new deployment into the records, and gives it a route of its name if there is none. It comes up once its grain keeps it.</summary>
internal sealed class NoteDeployment(DeploymentStore store, RouteTable routes, IAudit audit, Ids ids, TimeProvider clock)
{
    /// <param name="unloaded">True: the first request loads it. False: it is loaded at once.</param>
    public async Task<DeploymentRecord> RunAsync(string name, string modelId, string modelName, DeploymentSettings settings, bool unloaded, Caller caller, CancellationToken cancellation)
    {
        var record = await store.PutAsync(
            name,
            there =>
            {
                // One that has never come up is in nobody's way: trying again needs no new name.
                if (there is not null and not { Wanted: false, ReadyGeneration: 0 }) throw DeploymentErrors.NameTaken(name);
                var kept = there ?? new DeploymentRecord { Id = ids.New(ResourceKinds.Deployment), Name = name, ModelId = modelId, ModelName = modelName, Settings = "", CreatedAt = clock.GetUtcNow() };
                kept.Renew(modelId, modelName, settings);
                // Nobody waits for it to come up: when it is asked and there is no room, it tries again instead of giving up.
                if (unloaded) (kept.Unloaded, kept.ReadyGeneration) = (true, kept.Generation);
                return kept;
            },
            cancellation);
        await routes.PutAsync(name, [new RouteTarget(name)], onlyNew: true, cancellation);
        await audit.WriteAsync(caller, "deployment.created", record.Id, $"{name}: {modelName}", cancellation);
        return record;
    }
}
