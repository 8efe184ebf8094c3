using System.Globalization;
using System.Text.Json;
using Microsoft.Extensions.Options;
using Onebox.Pool;
using Onebox.Tasks;
using Onebox.Training.Contract;
using Onebox.Training.Store;

namespace Onebox.Training.Running;

/// <summary>Starts a run's processes on its lease, each with its own share: all of them, or none.</summary>
internal sealed class StartRanks(IWorkers workers, IOptions<TrainingOptions> options)
{
    /// <summary>The role of the worker.</summary>
    public const string WorkerKind = "training";

    /// <returns>The workers by rank.</returns>
    /// <exception cref="Kernel.ProblemException"><c>worker.not_started</c>; none is left running.</exception>
    public async Task<IReadOnlyList<IWorker>> RunAsync(RunRecord run, RunFolder folder, Lease lease, TaskRun task, CancellationToken cancellation)
    {
        var plan = run.ReadPlan();
        var count = plan.Settings.Ranks;
        var started = new List<IWorker>();
        try
        {
            for (var rank = 0; rank < count; rank++)
            {
                var place = count == 1 ? null : new RankPlace(rank, count, rank == 0 ? null : RankPlace.DoorBeside(started[0].SocketPath));
                var settings = new WorkerSettings(run.Id, folder.Path, Math.Max(1, run.Threads / count), plan, place);
                started.Add(await workers.StartAsync(
                    new WorkerSpec
                    {
                        Kind = WorkerKind,
                        OwnerId = task.TaskId,
                        OwnerName = count == 1 ? $"training {run.Name}" : string.Create(CultureInfo.InvariantCulture, $"training {run.Name}, rank {rank}"),
                        Lease = Share(lease, rank, count),
                        Settings = JsonSerializer.SerializeToElement(settings, Planning.SettingText.Json),
                        StopGrace = options.Value.StopGrace,
                    },
                    cancellation));
            }

            return started;
        }
        catch
        {
            await Task.WhenAll(started.Select(w => w.StopAsync(CancellationToken.None)));
            throw;
        }
    }

    /// <summary>The lease holds a slice of each kind for each rank, in their order: each process is kept within its own.</summary>
    private static Lease Share(Lease lease, int rank, int count) => lease with { Slices = [.. lease.Slices.Chunk(count).Select(kind => kind[rank])] };
}
