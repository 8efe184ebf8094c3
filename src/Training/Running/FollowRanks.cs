using System.Globalization;
using System.Text.Json;
using Onebox.Kernel;
using Onebox.Pool;
using Onebox.Tasks;
using Onebox.Training.Contract;
using Onebox.Training.Store;

namespace Onebox.Training.Running;

/// <summary>
/// Follows all processes of a run to the end of rank 0. When one is lost, the others end too, Pool starts them all again, and they meet at the latest checkpoint; here the others are only watched for
/// an end from which no start helps.
/// </summary>
internal sealed class FollowRanks(RunStore runs, FollowWorker leader, OutOfMemoryAdvice advice, TimeProvider clock)
{
    /// <exception cref="ProblemException">One of them failed, ran out of memory, or was given up.</exception>
    public async Task<AttemptEnd> RunAsync(LiveRun live, TaskRun task, CancellationToken cancellation)
    {
        if (live.Workers.Count == 1) return await leader.RunAsync(live, live.Workers[0], task, cancellation);
        using var over = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        var leading = leader.RunAsync(live, live.Workers[0], task, over.Token);
        List<Task> under = [leading, .. live.Workers.Skip(1).Select((worker, i) => WatchAsync(live, worker, i + 1, task, over.Token))];
        try
        {
            while (!leading.IsCompleted)
            {
                var ended = await Task.WhenAny(under);
                under.Remove(ended);
                await ended;
            }

            return await leading;
        }
        finally
        {
            await over.CancelAsync();
            await Task.WhenAll([leading, .. under]).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    /// <summary>Returns when the rank has said its last word and that is no fault.</summary>
    private async Task WatchAsync(LiveRun live, IWorker worker, int rank, TaskRun task, CancellationToken cancellation)
    {
        var (crash, failure) = (new LastCrash(), new SameFailure());
        using var listening = crash.Listen(worker);
        var restarts = 0;
        while (true)
        {
            try
            {
                await worker.WaitUntilRunningAsync(cancellation);
                if (worker.Restarts != restarts)
                {
                    restarts = worker.Restarts;
                    failure.Over();
                    if (crash.Reason is { } why) await task.LogAsync(string.Create(CultureInfo.InvariantCulture, $"Rank {rank} ended unexpectedly; all ranks go on from the latest checkpoint. {why}"), "warning");
                }

                if (await LastWordAsync(worker, cancellation) is { } end)
                {
                    if (end.Outcome == EndPart.OutOfMemory) throw await advice.ForAsync(await runs.RequireAsync(live.Id, cancellation), end.Detail, cancellation);
                    if (end.Outcome == EndPart.Failed) throw TrainingErrors.WorkerFailed(end.Code, end.Detail, end.Remedy);
                    return;
                }
            }
            catch (Exception error) when (SameFailure.IsOne(error) && !cancellation.IsCancellationRequested)
            {
                if (failure.Note(error) is { } text) await task.LogAsync(string.Create(CultureInfo.InvariantCulture, $"Rank {rank}: {text}"), "warning");
            }
            catch (ProblemException) when (worker.State == WorkerState.Ended)
            {
                throw worker.OutOfMemory ? await advice.ForAsync(await runs.RequireAsync(live.Id, cancellation), worker.Reason, cancellation) : TrainingErrors.WorkerGone(Math.Max(1, worker.Restarts), worker.Reason);
            }

            if (worker.OutOfMemory) throw await advice.ForAsync(await runs.RequireAsync(live.Id, cancellation), worker.Reason, cancellation);
            await Task.Delay(failure.Wait, clock, cancellation);
        }
    }

    /// <returns>Null when the connection ended before.</returns>
    private static async Task<EndPart?> LastWordAsync(IWorker worker, CancellationToken cancellation)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, $"http://worker{WorkerProtocol.Events}");
        using var response = await worker.Http.SendAsync(request, cancellation);
        response.EnsureSuccessStatusCode();
        using var reader = new StreamReader(await response.Content.ReadAsStreamAsync(cancellation));
        while (await reader.ReadLineAsync(cancellation) is { } line)
        {
            if (line.Length > 0 && JsonSerializer.Deserialize<RunEvent>(line, Planning.SettingText.Json)?.End is { } end) return end;
        }

        return null;
    }
}

/// <summary>Remembers why a worker was started again: once it runs, its own reason is gone.</summary>
internal sealed class LastCrash
{
    public string? Reason { get; private set; }

    public IDisposable Listen(IWorker worker) => worker.OnChanged(w =>
    {
        if (w.State == WorkerState.Restarting) Reason = w.Reason;
    });
}
