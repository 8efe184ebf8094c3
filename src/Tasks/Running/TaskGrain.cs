using Microsoft.Extensions.Hosting;
using Onebox.Tasks.Store;

namespace Onebox.Tasks.Running;

/// <summary>The one owner of a task across all nodes: whoever wants it started or cancelled asks here.</summary>
internal interface ITaskGrain : IGrainWithStringKey
{
    /// <summary>Runs the task unless it already runs or has ended; returns when it is under way.</summary>
    Task StartAsync();

    Task CancelAsync();
}

/// <summary>The work itself runs on the thread pool; the grain only holds it, and lives as long as it does.</summary>
[KeepAlive]
internal sealed class TaskGrain(TaskRunner runner, TaskStore store, TaskFeed feed, IHostApplicationLifetime lifetime) : Grain, ITaskGrain, IDisposable
{
    private CancellationTokenSource? _cancel;
    private Task? _run;

    public Task StartAsync()
    {
        if (_run is { IsCompleted: false }) return Task.CompletedTask;
        _cancel?.Dispose();
        _cancel = new CancellationTokenSource();
        var (id, cancel) = (this.GetPrimaryKeyString(), _cancel.Token);
        // Not given to Task.Run: a task cancelled before it began must still be noted as cancelled.
        _run = Task.Run(() => runner.RunAsync(id, cancel, lifetime.ApplicationStopping), CancellationToken.None);
        _ = _run.ContinueWith(_ => DeactivateOnIdle(), TaskScheduler.Current);
        return Task.CompletedTask;
    }

    public async Task CancelAsync()
    {
        var id = this.GetPrimaryKeyString();
        var record = await store.ChangeAsync(id, task =>
        {
            if (task.HasEnded) throw TaskErrors.Ended(id, task.State.ToString());
            task.CancelRequested = true;
        });
        feed.Publish(record.ToInfo(feed.Live(id)?.Progress));
        if (_cancel is not null) await _cancel.CancelAsync();
        else await StartAsync();
    }

    public override async Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken)
    {
        // At the host's end the run sees ApplicationStopping: give it the time to stop where it can be taken up.
        if (_run is not null) await _run.WaitAsync(cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
    }

    public void Dispose() => _cancel?.Dispose();
}
