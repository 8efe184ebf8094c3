using System.Text.Json;
using Onebox.Kernel.Access;
using Onebox.Tasks.Running;
using Onebox.Tasks.Store;

namespace Onebox.Tasks;

/// <summary>A handler's hold on the task that it works on: progress, log, saved state.</summary>
public sealed class TaskRun
{
    private readonly TaskRecord _record;
    private readonly TaskStore _store;
    private readonly ProgressMeter _meter;
    private readonly Lock _logLock = new();
    private string? _step;
    private Task _logged = Task.CompletedTask;

    internal TaskRun(TaskRecord record, TaskStore store, ProgressMeter meter)
    {
        _record = record;
        _store = store;
        _meter = meter;
        StartedBy = JsonSerializer.Deserialize<Caller>(record.CallerJson, TaskJson.Options)!;
    }

    public string TaskId => _record.Id;

    /// <summary>1 at first; more when a host takes the task up after a restart.</summary>
    public int Attempt => _record.Attempts;

    public Caller StartedBy { get; }

    /// <summary>Begins a step of the work, which becomes a line of the log; its progress starts at <paramref name="done"/>.</summary>
    /// <param name="step">For people, in lower case: <c>copying</c>.</param>
    /// <param name="unit"><c>bytes</c>, <c>files</c>, <c>steps</c>…</param>
    public void Step(string step, string unit, double? total = null, double done = 0)
    {
        _meter.Step(step, unit, total, done);
        if (Interlocked.Exchange(ref _step, step) != step) _ = LogAsync(step);
    }

    /// <summary>Tells how far the step has come. Cheap: call it as often as you like, from any thread.</summary>
    public void Report(double done, double? total = null) => _meter.Report(done, total);

    /// <summary>Adds a line to the task's log, which people read.</summary>
    public Task LogAsync(string text, string level = "info")
    {
        lock (_logLock) return _logged = AfterAsync(_logged, level, text);
    }

    /// <summary>Until all lines so far are written.</summary>
    internal Task LoggedAsync()
    {
        lock (_logLock) return _logged;
    }

    /// <summary>What was saved by <see cref="SaveStateAsync"/>, also by an earlier host; default when nothing was.</summary>
    public T? LoadState<T>() => _record.SavedState is null ? default : JsonSerializer.Deserialize<T>(_record.SavedState, TaskJson.Options);

    /// <summary>Saves durably where the work stands.</summary>
    public Task SaveStateAsync<T>(T state)
    {
        _record.SavedState = JsonSerializer.Serialize(state, TaskJson.Options);
        return _store.SaveStateAsync(TaskId, _record.SavedState);
    }

    /// <summary>One after the other, so that lines stand in the order in which they were said.</summary>
    private async Task AfterAsync(Task before, string level, string text)
    {
        await before.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await _store.LogAsync(TaskId, level, text);
    }
}
