using Onebox.Pool;
using Onebox.Training.Contract;
using Onebox.Training.Store;

namespace Onebox.Training.Running;

/// <summary>What is known of a run while its task is under way: ahead of its record by at most a second.</summary>
internal sealed class LiveRun(RunRecord record, RunStore store, TimeProvider clock)
{
    private readonly Lock _lock = new();
    private readonly Curve _curve = new(record.Id);
    private LiveState _state = record.ReadLive();
    private TaskCompletionSource _changed = New();
    private TaskCompletionSource _resumed = New();
    private Task _saving = Task.CompletedTask;
    private bool _unsaved;

    public string Id { get; } = record.Id;
    public string Name { get; } = record.Name;

    /// <summary>The workers of the attempt under way, by rank; none between attempts.</summary>
    public IReadOnlyList<IWorker> Workers { get; set; } = [];

    /// <summary>The one that hears wishes and tells: rank 0.</summary>
    public IWorker? Worker => Workers is [var first, ..] ? first : null;

    public LiveState State
    {
        get { lock (_lock) return _state; }
    }

    /// <summary>Completes at the next change.</summary>
    public Task NextChange
    {
        get { lock (_lock) return _changed.Task; }
    }

    /// <summary>Completes when somebody resumes the run.</summary>
    public Task Resumed
    {
        get { lock (_lock) return _resumed.Task; }
    }

    public Task<RunRecord> ReadAsync() => store.RequireAsync(Id);

    /// <summary>Takes in what the worker told.</summary>
    public void Take(RunEvent told)
    {
        lock (_lock)
        {
            _state = Told.Apply(_state, told);
            if (told.Plan is { } plan) _curve.BeginAt(plan.Step + 1);
            if (told.Step is { } step) _curve.Add(step, told.At);
            if (told.Validation is { } validation) _curve.Add(validation, told.At);
            _unsaved = true;
        }

        Changed();
    }

    public void CountRestart()
    {
        lock (_lock) _state = _state with { Restarts = _state.Restarts + 1 };
        Changed();
    }

    public async Task<RunRecord> ChangeAsync(Action<RunRecord> change)
    {
        var run = await store.ChangeAsync(Id, change);
        Changed();
        return run;
    }

    public void Resume()
    {
        TaskCompletionSource waiting;
        lock (_lock) (waiting, _resumed) = (_resumed, New());
        waiting.TrySetResult();
    }

    /// <summary>Writes what has come since the last time to the records; one writer at a time.</summary>
    public Task SaveAsync()
    {
        lock (_lock) return _saving = SaveAfterAsync(_saving);
    }

    private async Task SaveAfterAsync(Task before)
    {
        // A save that failed has told its own caller.
        await before.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ForceYielding);
        LiveState state;
        (IReadOnlyList<PointRecord> Points, long? From) curve;
        lock (_lock)
        {
            if (!_unsaved) return;
            (_unsaved, state, curve) = (false, _state, _curve.Take());
        }

        await store.ChangeAsync(Id, run => run.Live = System.Text.Json.JsonSerializer.Serialize(state, Planning.SettingText.Json));
        if (curve.Points.Count > 0 || curve.From is not null) await store.SavePointsAsync(Id, curve.Points, curve.From);
    }

    /// <summary>Saves about once a second until it is cancelled.</summary>
    public async Task KeepSavedAsync(CancellationToken stop)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromSeconds(1), clock);
        try
        {
            while (await timer.WaitForNextTickAsync(stop)) await SaveAsync();
        }
        catch (OperationCanceledException)
        {
            // Whoever cancels saves the rest.
        }
    }

    public void Changed()
    {
        TaskCompletionSource before;
        lock (_lock) (before, _changed) = (_changed, New());
        before.TrySetResult();
    }

    private static TaskCompletionSource New() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
