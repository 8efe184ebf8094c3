using System.Text.Json;
using Onebox.Api.Deployments;
using Onebox.Kernel;
using Onebox.Pool;
using Onebox.Serving.Contract;
using Onebox.Serving.Store;

namespace Onebox.Serving.Deployments;

/// <summary>Gets a lease and starts a worker on it: one replica, or none with nothing left behind.</summary>
internal sealed class StartReplica(FindModels models, ChooseShape shapes, IPool pool, IWorkers workers, Ids ids)
{
    /// <summary>The role of our engine's workers.</summary>
    public const string WorkerKind = "serving";

    private const int MostShapes = 8;

    /// <exception cref="ProblemException"><c>pool.insufficient</c>: the box has no room for it, with who holds it; or why the model cannot be served.</exception>
    public async Task<Replica> RunAsync(DeploymentRecord deployment, CancellationToken cancellation)
    {
        var asked = deployment.ReadSettings();
        var model = await models.FindAsync(deployment.ModelId, asked, cancellation);
        var (shape, lease) = await LeaseAsync(deployment, model, asked, cancellation);
        var id = ids.New(ResourceKinds.Replica);
        try
        {
            var worker = await workers.StartAsync(
                new WorkerSpec
                {
                    Kind = WorkerKind,
                    OwnerId = id,
                    OwnerName = $"deployment {deployment.Name}",
                    Lease = lease,
                    Settings = JsonSerializer.SerializeToElement(SettingsFor(deployment.Name, model, shape), ContractJson.Default.WorkerSettings),
                },
                cancellation);
            return new Replica(id, deployment.Generation, shape.Settings, lease, worker);
        }
        catch
        {
            await pool.ReleaseAsync(lease.Id, CancellationToken.None);
            throw;
        }
    }

    /// <summary>When the box starts, all deployments ask at once: what was free when the shape was chosen may be gone, and then another shape is right.</summary>
    private async Task<(ReplicaShape Shape, Lease Lease)> LeaseAsync(DeploymentRecord deployment, DeployedModel model, DeploymentSettings asked, CancellationToken cancellation)
    {
        var shape = shapes.Choose(model, asked, await pool.ReadAsync(cancellation));
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                return (shape, await pool.LeaseAsync(new LeaseRequest(deployment.Id, $"deployment {deployment.Name}", shape.Slices), cancellation));
            }
            catch (ProblemException error) when (error.Problem.Code == "pool.insufficient" && attempt < MostShapes)
            {
                var refused = shape;
                shape = shapes.Choose(model, asked, await pool.ReadAsync(cancellation));
                if (shape.Slices.SequenceEqual(refused.Slices)) throw;
            }
        }
    }

    private static WorkerSettings SettingsFor(string name, DeployedModel model, ReplicaShape shape) => new()
    {
        Name = name,
        ModelFiles = [.. model.Model.WeightFiles],
        Adapters = model.Adapters.ToDictionary(a => a.Key, a => a.Value.MainFile, StringComparer.Ordinal),
        DraftFiles = model.Draft is null ? null : [.. model.Draft.WeightFiles],
        ContextTokens = shape.Settings.ContextTokens!.Value,
        Parallel = shape.Settings.Parallel!.Value,
        Threads = shape.Settings.Threads!.Value,
        BatchTokens = shape.Settings.BatchTokens!.Value,
        KeyType = shape.Settings.KeyValueType!,
        ValueType = shape.Settings.KeyValueType!,
        GpuLayers = shape.Settings.GpuLayers!.Value,
        QueueLimit = shape.Settings.QueueLimit!.Value,
        ContextShift = shape.Settings.ContextShift,
        ChatTemplate = shape.Settings.ChatTemplate,
    };
}
