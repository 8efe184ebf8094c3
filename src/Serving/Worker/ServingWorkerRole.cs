using System.Text.Json;
using Microsoft.Extensions.Logging;
using Onebox.Kernel;
using Onebox.Llama;
using Onebox.Pool;
using Onebox.Serving.Contract;
using Onebox.Serving.Worker.Loading;

namespace Onebox.Serving.Worker;

/// <summary>
/// The process that holds one model: it listens at once, loads, answers OpenAI's API, and when it is asked to stop finishes what it has begun.
/// See docs/formats/serving-worker.md.
/// </summary>
public sealed partial class ServingWorkerRole(TimeProvider clock) : IWorkerRole
{
    public const string RoleKind = "serving";

    public ServingWorkerRole() : this(TimeProvider.System)
    {
    }

    public string Kind => RoleKind;

    /// <exception cref="ProblemException">The settings are not usable, or the model could not be loaded (thrown when it is asked to stop, so that the reason can be read until then).</exception>
    public async Task RunAsync(WorkerContext context, CancellationToken stop)
    {
        var settings = ReadSettings(context.Settings);
        var log = context.Logs.CreateLogger("Onebox.Serving.Worker");
        await using var slot = new ModelSlot();
        await using var server = await WorkerServer.StartAsync(context, slot, settings, clock, stop);
        try
        {
            slot.Put(await LoadModel.RunAsync(settings, context, log, clock, slot.Report, stop));
            Ready(log, settings.Name);
        }
        catch (LlamaException error)
        {
            slot.Fail(LoadFailures.ToProblem(error));
            Failed(log, settings.Name, error.Message);
        }

        await Stopped(stop);
        slot.Drain();
        Draining(log, settings.Name);
        await server.DrainAsync();
        if (slot.Failure is { } failure) throw failure.ToException();
    }

    private static WorkerSettings ReadSettings(JsonElement json)
    {
        try
        {
            return json.Deserialize(ContractJson.Default.WorkerSettings) ?? throw new JsonException("they are null");
        }
        catch (JsonException error)
        {
            throw new Problem(ProblemKind.Invalid, "worker.settings", $"The settings of this worker cannot be read: {error.Message}", "The host and the worker must be of one version.").ToException(error);
        }
    }

    private static async Task Stopped(CancellationToken stop)
    {
        var stopped = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var registration = stop.UnsafeRegister(static s => ((TaskCompletionSource)s!).TrySetResult(), stopped);
        await stopped.Task;
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "{Name} is ready")]
    private static partial void Ready(ILogger log, string name);

    [LoggerMessage(Level = LogLevel.Error, Message = "{Name} could not be loaded: {Reason}")]
    private static partial void Failed(ILogger log, string name, string reason);

    [LoggerMessage(Level = LogLevel.Information, Message = "{Name} finishes what it has begun and takes nothing new")]
    private static partial void Draining(ILogger log, string name);
}
