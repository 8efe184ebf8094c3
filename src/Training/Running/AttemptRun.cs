using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Onebox.Kernel;
using Onebox.Pool;
using Onebox.Tasks;
using Onebox.Training.Store;

namespace Onebox.Training.Running;

internal enum AttemptEnd
{
    /// <summary>The result folder is whole.</summary>
    Done,

    /// <summary>It stands, as somebody asked.</summary>
    Paused,
}

/// <summary>One stretch of a run on one lease: from a worker's start to its last word. The pool starts a crashed worker again; it goes on from its latest checkpoint.</summary>
internal sealed class AttemptRun(RunStore runs, RunFolders folders, IPool pool, StartRanks start, FollowRanks follow, IOptions<TrainingOptions> options, TimeProvider clock, ILogger<AttemptRun> log)
{
    /// <exception cref="ProblemException">The run cannot go on; the message says why and what to do.</exception>
    public async Task<AttemptEnd> RunAsync(LiveRun live, TaskRun task, CancellationToken cancellation)
    {
        var run = await runs.RequireAsync(live.Id, cancellation);
        var folder = folders.Make(run.Id);
        // Killed while the catalog took the model: nothing is left to train.
        if (Directory.Exists(folder.Result)) return AttemptEnd.Done;

        var lease = await LeaseAsync(live, run, task, cancellation);
        if (lease is null) return AttemptEnd.Paused;
        try
        {
            return await OnLeaseAsync(live, run, folder, lease, task, cancellation);
        }
        finally
        {
            await pool.ReleaseAsync(lease.Id, CancellationToken.None);
        }
    }

    private async Task<AttemptEnd> OnLeaseAsync(LiveRun live, RunRecord run, RunFolder folder, Lease lease, TaskRun task, CancellationToken cancellation)
    {
        task.Step("starting the worker", "steps");
        live.Workers = await start.RunAsync(run, folder, lease, task, cancellation);
        using var saving = new CancellationTokenSource();
        var saved = live.KeepSavedAsync(saving.Token);
        try
        {
            return await follow.RunAsync(live, task, cancellation);
        }
        finally
        {
            var workers = live.Workers;
            live.Workers = [];
            await saving.CancelAsync();
            await Task.WhenAll(workers.Select(w => w.StopAsync(CancellationToken.None)));
            await saved;
            await live.SaveAsync();
            log.WorkerEnded(run.Id, run.Name, live.State.Step);
        }
    }

    /// <summary>Waits until the pool has room: others may hold it for a while, and sizing found before the start that it fits.</summary>
    /// <returns>Null when the run is to stand meanwhile.</returns>
    private async Task<Lease?> LeaseAsync(LiveRun live, RunRecord run, TaskRun task, CancellationToken cancellation)
    {
        string? told = null;
        while (true)
        {
            if ((await runs.RequireAsync(run.Id, cancellation)).PauseWanted) return null;
            try
            {
                return await pool.LeaseAsync(new LeaseRequest(task.TaskId, $"training {run.Name}", await SlicesAsync(run, cancellation)), cancellation);
            }
            catch (ProblemException problem) when (problem.Problem.Code == "pool.insufficient")
            {
                task.Step("waiting for memory", "steps");
                if (told != problem.Message) await task.LogAsync($"Waits for memory: {told = problem.Message}", "warning");
            }

            await Task.WhenAny(Task.Delay(options.Value.LeaseAgainAfter, clock, cancellation), live.NextChange);
            cancellation.ThrowIfCancellationRequested();
        }
    }

    /// <summary>
    /// All ranks in one lease: every slice or none. Memory is strict, cores are shared (ADR 0092): where not all that the run computes with are free, it runs on them without a share of its own.
    /// </summary>
    private async Task<IReadOnlyList<SliceRequest>> SlicesAsync(RunRecord run, CancellationToken cancellation)
    {
        var ranks = run.ReadPlan().Settings.Ranks;
        var cpus = (await pool.ReadAsync(cancellation)).Nodes.SelectMany(n => n.Devices).Where(d => d.Kind == DeviceKinds.Cpu);
        var free = cpus.Sum(d => (d.TotalCompute ?? 0) - (d.LeasedCompute ?? 0));
        var memory = Enumerable.Repeat(new SliceRequest(DeviceKinds.Memory, run.NeededBytes / ranks, 0), ranks);
        return free >= run.Threads ? [.. memory, .. Enumerable.Repeat(new SliceRequest(DeviceKinds.Cpu, 0, (double)run.Threads / ranks), ranks)] : [.. memory];
    }
}
