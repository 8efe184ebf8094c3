using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Onebox.Api.Tasks;
using Onebox.Kernel;
using Onebox.Tasks.Store;

namespace Onebox.Tasks.Running;

/// <summary>Runs one attempt of a task from its record to its end, and keeps the record true on the way.</summary>
internal sealed partial class TaskRunner(IServiceProvider services, TaskStore store, TaskFeed feed, TimeProvider clock, ILogger<TaskRunner> log)
{
    // Made when the first task runs: a handler may itself start tasks and wait for them, and so need what needs this.
    private readonly Lazy<Dictionary<string, ITaskHandler>> _handlers = new(() => services.GetServices<ITaskHandler>().ToDictionary(h => h.Kind, StringComparer.Ordinal));

    public bool Knows(string kind) => _handlers.Value.ContainsKey(kind);

    /// <param name="cancel">Cancelled when a person asks for it.</param>
    /// <param name="stop">Cancelled when the host ends: the record then stays as it is, for the next host.</param>
    public async Task RunAsync(string id, CancellationToken cancel, CancellationToken stop)
    {
        var record = await store.FindAsync(id, CancellationToken.None) ?? throw TaskErrors.NotFound(id);
        if (record.HasEnded) return;
        if (record.CancelRequested)
        {
            await EndAsync(id, TaskState.Cancelled, null, null);
            return;
        }

        if (!_handlers.Value.TryGetValue(record.Kind, out var handler))
        {
            await EndAsync(id, TaskState.Failed, null, TaskErrors.KindUnknown(record.Kind).Problem);
            return;
        }

        if (record.Attempts > 0 && handler.AfterRestart == AfterRestart.Fail)
        {
            await EndAsync(id, TaskState.Failed, null, TaskErrors.Interrupted);
            return;
        }

        record = await store.ChangeAsync(id, task =>
        {
            task.State = TaskState.Preparing;
            task.StartedAt ??= clock.GetUtcNow();
            task.Attempts++;
        });
        feed.Publish(record.ToInfo());
        if (record.Attempts > 1) await store.LogAsync(id, "info", $"Taken up again after a restart of the host (attempt {record.Attempts}).");

        var meter = new ProgressMeter(clock, reading => Progressed(record, reading));
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancel, stop);
        try
        {
            var run = new TaskRun(record, store, meter);
            using var input = JsonDocument.Parse(record.Input);
            record = await store.ChangeAsync(id, task => task.State = TaskState.Running);
            feed.Publish(record.ToInfo());
            try
            {
                await handler.RunAsync(input.RootElement, run, either.Token);
            }
            finally
            {
                await run.LoggedAsync().ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }

            await EndAsync(id, TaskState.Succeeded, meter.Current, null);
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested && !cancel.IsCancellationRequested)
        {
            Interrupted(id);
        }
        catch (OperationCanceledException) when (cancel.IsCancellationRequested)
        {
            await EndAsync(id, TaskState.Cancelled, meter.Current, null);
        }
        catch (ProblemException error)
        {
            await EndAsync(id, TaskState.Failed, meter.Current, error.Problem);
        }
        catch (Exception error)
        {
            Failed(error, id, record.Kind);
            await EndAsync(id, TaskState.Failed, meter.Current, TaskErrors.Failed(error));
        }
    }

    private void Progressed(TaskRecord record, TaskProgress reading)
    {
        var info = record.ToInfo(reading);
        feed.Publish(info with { Revision = store.NextRevision(), Cancelling = feed.Live(record.Id)?.Cancelling ?? false });
    }

    private async Task EndAsync(string id, TaskState state, TaskProgress? progress, Problem? failure)
    {
        if (failure is not null) await store.LogAsync(id, "error", failure.Remedy is null ? failure.Detail : $"{failure.Detail} {failure.Remedy}");
        var record = await store.ChangeAsync(id, task =>
        {
            task.State = state;
            task.EndedAt = clock.GetUtcNow();
            (task.Step, task.Done, task.Total, task.Unit) = (progress?.Step, progress?.Done, progress?.Total, progress?.Unit);
            (task.FailureCode, task.FailureCause, task.FailureRemedy) = (failure?.Code, failure?.Detail, failure?.Remedy);
        });
        feed.Publish(record.ToInfo());
        Ended(id, record.Kind, state);
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Task {Id} ({Kind}) ended: {State}")]
    private partial void Ended(string id, string kind, TaskState state);

    [LoggerMessage(Level = LogLevel.Information, Message = "Task {Id} waits for the next host")]
    private partial void Interrupted(string id);

    [LoggerMessage(Level = LogLevel.Error, Message = "Task {Id} ({Kind}) failed")]
    private partial void Failed(Exception error, string id, string kind);
}
