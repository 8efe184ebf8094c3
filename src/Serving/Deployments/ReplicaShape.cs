using Onebox.Api.Deployments;
using Onebox.Api.Pool;
using Onebox.Catalog;
using Onebox.Pool;

namespace Onebox.Serving.Deployments;

/// <summary>The model that a deployment runs, with what is loaded beside it.</summary>
internal sealed record DeployedModel(Model Model, Model? Draft, IReadOnlyDictionary<string, Model> Adapters);

/// <summary>How one replica will run: settings without a gap, and the slices to ask the pool for.</summary>
internal sealed record ReplicaShape(DeploymentSettings Settings, IReadOnlyList<SliceRequest> Slices);

/// <summary>
/// Fills in what a deployment's owner left to us, from the model and from what is free now: the largest of a few usual shapes that
/// fits. What was asked for is never changed: if it does not fit, the pool refuses it and says what to stop. See ADR 0092.
/// </summary>
internal sealed class ChooseShape(ISizing sizing)
{
    private const int UsualContext = 4096;
    private const int SmallestContext = 512;
    private const int UsualParallel = 4;
    private const int UsualBatch = 512;
    private const int QueuedPerSequence = 16;
    private const string UsualKeyValueType = "f16";

    public ReplicaShape Choose(DeployedModel model, DeploymentSettings asked, PoolInfo pool)
    {
        var devices = pool.Nodes.SelectMany(n => n.Devices).ToList();
        ReplicaShape? smallest = null;
        foreach (var (context, parallel) in Shapes(model.Model, asked))
        {
            var settings = asked with
            {
                ContextTokens = context,
                Parallel = parallel,
                KeyValueType = asked.KeyValueType ?? UsualKeyValueType,
                BatchTokens = asked.BatchTokens ?? UsualBatch,
                QueueLimit = asked.QueueLimit ?? QueuedPerSequence * parallel,
            };
            var (shape, fits) = Place(model, settings, devices);
            if (fits) return shape;
            smallest = shape;
        }

        return smallest!;
    }

    /// <summary>The shapes to try, best first.</summary>
    private static IEnumerable<(int Context, int Parallel)> Shapes(Model model, DeploymentSettings asked)
    {
        var largest = asked.ContextTokens ?? Math.Min(model.Architecture.ContextLength ?? UsualContext, UsualContext);
        for (var context = largest; ; context /= 2)
        {
            for (var parallel = asked.Parallel ?? UsualParallel; parallel >= 1; parallel /= 2)
            {
                yield return (context, parallel);
                if (asked.Parallel is not null) break;
            }

            if (asked.ContextTokens is not null || context / 2 < SmallestContext) yield break;
        }
    }

    private (ReplicaShape Shape, bool Fits) Place(DeployedModel model, DeploymentSettings settings, List<DeviceInfo> devices)
    {
        var need = sizing.Estimate(model.Model, new ServingShape(settings.ContextTokens!.Value, settings.Parallel!.Value, settings.KeyValueType!, settings.BatchTokens!.Value));
        var beside = model.Adapters.Values.Sum(a => a.SizeBytes);
        if (model.Draft is not null) beside += sizing.Estimate(model.Draft, new ServingShape(settings.ContextTokens.Value, settings.Parallel.Value, settings.KeyValueType!, settings.BatchTokens.Value)).TotalBytes;

        var memoryFree = devices.Where(d => d.Kind == DeviceKinds.Memory).Sum(d => d.FreeBytes ?? 0);
        var gpu = settings.GpuLayers == 0 ? null : devices.Where(d => d.Kind == DeviceKinds.Gpu).MaxBy(d => d.FreeBytes ?? 0);
        var (share, layers) = gpu is null ? (0, 0) : ShareOnGpu(model.Model, need, settings.GpuLayers, (gpu.FreeBytes ?? 0) - beside);
        List<SliceRequest> slices = [];
        var onGpu = 0L;
        if (layers > 0)
        {
            onGpu = (long)(share * (need.WeightsBytes + need.KeyValueBytes)) + need.ComputeBytes + beside;
            slices.Add(new SliceRequest(DeviceKinds.Gpu, onGpu, gpu!.TotalBytes is > 0 and { } total ? Math.Min(1, (double)onGpu / total) : 1, gpu.Id));
        }

        var inMemory = need.TotalBytes + beside - onGpu;
        slices.Add(new SliceRequest(DeviceKinds.Memory, inMemory, 0));
        var cores = CoresFor(settings, devices);
        if (cores > 0) slices.Add(new SliceRequest(DeviceKinds.Cpu, 0, cores));
        var filled = settings with { Threads = settings.Threads ?? Math.Max(1, cores), GpuLayers = layers == 0 ? 0 : share >= 1 ? -1 : layers };
        return (new ReplicaShape(filled, slices), inMemory <= memoryFree && (layers == 0 || onGpu <= gpu!.FreeBytes));
    }

    /// <returns>The share of weights and cache that goes to the GPU, and how many layers that is.</returns>
    private static (double Share, int Layers) ShareOnGpu(Model model, MemoryNeed need, int? asked, long free)
    {
        var all = Math.Max(1, model.Architecture.Layers ?? 1);
        var fitting = Math.Clamp((double)(free - need.ComputeBytes) / Math.Max(1, need.WeightsBytes + need.KeyValueBytes), 0, 1);
        var layers = asked is null ? (int)(fitting * all) : asked < 0 ? all : Math.Min(asked.Value, all);
        return ((double)layers / all, layers);
    }

    /// <summary>
    /// Half of the machine's cores divided among the replicas, so that a replacement and other deployments find some. Cores, unlike
    /// memory, can be shared: when none are free the replica runs on one thread without a share of its own, however many threads were asked for.
    /// </summary>
    private static int CoresFor(DeploymentSettings settings, List<DeviceInfo> devices)
    {
        var cpus = devices.Where(d => d.Kind == DeviceKinds.Cpu).ToList();
        var free = (int)cpus.Sum(d => (d.TotalCompute ?? 0) - (d.LeasedCompute ?? 0));
        if (settings.Threads is { } asked) return Math.Max(0, Math.Min(asked, free));
        var fair = (int)(cpus.Sum(d => d.TotalCompute ?? 0) / 2 / settings.Replicas);
        return Math.Max(0, Math.Min(Math.Max(1, fair), free));
    }
}
