using System.Text.Json;
using Onebox.Catalog;
using Onebox.Kernel;
using Onebox.Pool;
using Onebox.Tasks;
using Onebox.Training.Planning;

namespace Onebox.Training.Exporting;

/// <summary>Runs an export in a process of its own: llama.cpp and libtorch never run in the host.</summary>
internal sealed class ExportWorker(IPool pool, IWorkers workers)
{
    /// <summary>The role of the worker.</summary>
    public const string WorkerKind = "export";

    private const long RuntimeBytes = 512L << 20;

    /// <exception cref="ProblemException">No room, or why the worker could not do it.</exception>
    public async Task<ExportOutcome> RunAsync(ExportPlan plan, Model model, string result, TaskRun run, CancellationToken cancellation)
    {
        // Both files may be read at once, and quantizing holds a tensor in F32.
        var lease = await pool.LeaseAsync(new LeaseRequest(run.TaskId, $"export of {model.Name}", [new SliceRequest(DeviceKinds.Memory, RuntimeBytes + (3 * model.SizeBytes), 0)]), cancellation);
        try
        {
            run.Step(plan.Quantization is null ? "converting" : "quantizing and measuring", "files");
            var settings = new ExportSettings(plan with { Threads = 1 }, result);
            var worker = await workers.StartAsync(
                new WorkerSpec
                {
                    Kind = WorkerKind,
                    OwnerId = run.TaskId,
                    OwnerName = $"export of {model.Name}",
                    Lease = lease,
                    Settings = JsonSerializer.SerializeToElement(settings, SettingText.Json),
                    Restart = WorkerRestart.Never,
                },
                cancellation);
            var ended = new TaskCompletionSource<string?>(TaskCreationOptions.RunContinuationsAsynchronously);
            using (worker.OnChanged(w => Look(w, ended)))
            {
                Look(worker, ended);
                try
                {
                    var reason = await ended.Task.WaitAsync(cancellation);
                    if (!File.Exists(result)) throw TrainingErrors.ConversionFailed(model.Name, reason);
                }
                finally
                {
                    await worker.StopAsync(CancellationToken.None);
                }
            }

            return JsonSerializer.Deserialize<ExportOutcome>(await File.ReadAllBytesAsync(result, cancellation), SettingText.Json)!;
        }
        finally
        {
            await pool.ReleaseAsync(lease.Id, CancellationToken.None);
        }
    }

    private static void Look(IWorker worker, TaskCompletionSource<string?> ended)
    {
        if (worker.State == WorkerState.Ended) ended.TrySetResult(worker.Reason);
    }
}

/// <param name="Result">Where the worker writes its <see cref="ExportOutcome"/> when it is done.</param>
internal sealed record ExportSettings(ExportPlan Plan, string Result);
