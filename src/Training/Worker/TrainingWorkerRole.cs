using System.Text.Json;
using Onebox.Kernel;
using Onebox.Pool;
using Onebox.Training.Contract;
using Onebox.Training.Planning;

namespace Onebox.Training.Worker;

/// <summary>
/// The process that trains: it listens at once, reads rows and weights, goes on from the latest checkpoint where there is one, and tells the host all that happens. Asked to
/// stop, it writes a checkpoint first. See docs/formats/training-worker.md.
/// </summary>
public sealed class TrainingWorkerRole(TimeProvider clock) : IWorkerRole
{
    public TrainingWorkerRole() : this(TimeProvider.System)
    {
    }

    public string Kind => Running.StartRanks.WorkerKind;

    public async Task RunAsync(WorkerContext context, CancellationToken stop)
    {
        var settings = ReadSettings(context.Settings);
        var events = new EventLog(clock);
        using var wishes = new RunWishes(stop);
        await using var server = await WorkerServer.StartAsync(context, events, wishes, stop);
        // A thread of its own: the trainer blocks, and the server must answer meanwhile.
        var end = await Task.Factory.StartNew(
            () => RunOnce.Run(settings, context, events, wishes, clock),
            CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
        events.Tell(new RunEvent(0, default, End: end));
        await Stopped(stop);
    }

    private static WorkerSettings ReadSettings(JsonElement json)
    {
        try
        {
            return json.Deserialize<WorkerSettings>(SettingText.Json) ?? throw new JsonException("they are null");
        }
        catch (JsonException error)
        {
            throw new Problem(ProblemKind.Invalid, "worker.settings", $"The settings of this worker cannot be read: {error.Message}", "The host and the worker must be of one version.").ToException(error);
        }
    }

    /// <summary>The host hears the last event, and then asks the worker to stop.</summary>
    private static async Task Stopped(CancellationToken stop)
    {
        var stopped = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var registration = stop.UnsafeRegister(static s => ((TaskCompletionSource)s!).TrySetResult(), stopped);
        await stopped.Task;
    }
}
