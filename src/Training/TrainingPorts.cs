using Onebox.Api.Training;
using Onebox.Catalog;
using Onebox.Datasets;
using Onebox.Kernel.Access;
using Onebox.Kernel.Ports;
using Onebox.Training.Running;
using Onebox.Training.Store;

namespace Onebox.Training;

/// <summary>Finds runs by name, id and base.</summary>
internal sealed class TrainingSearch(RunStore runs) : ISearchSource
{
    public async ValueTask<IReadOnlyList<SearchHit>> FindAsync(string text, Caller caller, int limit, CancellationToken cancellation)
    {
        if (!caller.May(Actions.TrainingRead)) return [];
        return [.. (await runs.ListAsync(cancellation))
            .Select(r => new SearchHit(r.Id, "training run", r.Name, $"{r.State}".ToLowerInvariant(), Math.Max(SearchScore.Of(r.Name, text), SearchScore.Of(r.Id, text)), $"/training/{Uri.EscapeDataString(r.Name)}"))
            .Where(h => h.Score > 0)
            .OrderByDescending(h => h.Score)
            .Take(limit)];
    }
}

/// <summary>Run → base model, data that the caller may know of, worker; the model that it made → run.</summary>
internal sealed class TrainingTopology(RunStore runs, LiveRuns lives, IDatasets datasets) : ITopologySource
{
    public async ValueTask<Topology> ReadAsync(Caller caller, CancellationToken cancellation)
    {
        List<TopologyNode> nodes = [];
        List<TopologyEdge> edges = [];
        var known = await datasets.ListAsync(caller, cancellation);
        foreach (var run in await runs.ListAsync(cancellation))
        {
            nodes.Add(new TopologyNode(run.Id, "training run", run.Name, $"{run.State}".ToLowerInvariant()));
            var plan = run.ReadPlan();
            if (plan.Base is { } model) edges.Add(new TopologyEdge(run.Id, model.ModelId, "begins from"));
            edges.AddRange(known.Where(v => plan.Data.Any(d => d.DatasetId == v.DatasetId && d.Version == $"{v.Number}")).Select(v => new TopologyEdge(run.Id, v.Id, "learns from")));
            if (run.ModelName is not null) edges.Add(new TopologyEdge(run.ModelId, run.Id, "was made by"));
            edges.AddRange((lives.Find(run.Id)?.Workers ?? []).Select(w => new TopologyEdge(run.Id, w.Id, "runs as")));
        }

        return new Topology(nodes, edges);
    }
}

/// <summary>Tells of runs that failed lately or wait for room on the disk. None of them makes the whole box unready.</summary>
internal sealed class TrainingProbe(RunStore runs, TimeProvider clock) : IProbe
{
    private static readonly TimeSpan Lately = TimeSpan.FromDays(1);

    public string Name => "training";

    public async ValueTask<IReadOnlyList<Finding>> CheckAsync(CancellationToken cancellation) =>
        [.. (await runs.ListAsync(cancellation))
            .Where(r => r.FailureDetail is not null && (!r.HasEnded || r.EndedAt > clock.GetUtcNow() - Lately))
            .Select(r => new Finding(FindingLevel.Attention, $"The training run {r.Name} {(r.HasEnded ? "failed" : "stands")}: {r.FailureDetail}", r.FailureRemedy, r.Id))];
}

/// <summary>A model that a run under way begins from cannot be deleted.</summary>
internal sealed class TrainedModelUse(RunStore runs) : IModelUse
{
    public async ValueTask<string?> WhoUsesAsync(string modelId, CancellationToken cancellation) =>
        (await runs.ListAsync(cancellation)).FirstOrDefault(r => !r.HasEnded && r.State != TrainingState.Finishing && r.ReadPlan().Base?.ModelId == modelId) is { } run ? $"the training run {run.Name}" : null;
}
