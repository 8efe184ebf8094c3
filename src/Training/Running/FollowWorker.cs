using System.Globalization;
using System.Text.Json;
using Microsoft.Extensions.Options;
using Onebox.Api.Training;
using Onebox.Kernel;
using Onebox.Pool;
using Onebox.Tasks;
using Onebox.Training.Contract;
using Onebox.Training.Store;

namespace Onebox.Training.Running;

/// <summary>Listens to a worker until its last word, across its restarts, and judges when they lead nowhere.</summary>
internal sealed class FollowWorker(RunStore runs, OutOfMemoryAdvice advice, TrainingMetrics metrics, IOptions<TrainingOptions> options, TimeProvider clock)
{
    /// <exception cref="ProblemException">The worker failed, ran out of memory, or was given up.</exception>
    public async Task<AttemptEnd> RunAsync(LiveRun live, IWorker worker, TaskRun task, CancellationToken cancellation)
    {
        var listening = new Listening();
        using var _ = listening.Crash.Listen(worker);
        while (true)
        {
            try
            {
                await worker.WaitUntilRunningAsync(cancellation);
                await CountRestartAsync(live, worker, task, listening, cancellation);
                if (await ListenAsync(live, worker, task, listening, cancellation) is { } end) return await JudgeAsync(live, worker, end, cancellation);
            }
            catch (Exception error) when (SameFailure.IsOne(error) && !cancellation.IsCancellationRequested)
            {
                if (listening.Failure.Note(error) is { } text) await task.LogAsync(text, "warning");
            }
            catch (ProblemException) when (worker.State == WorkerState.Ended)
            {
                throw worker.OutOfMemory ? await advice.ForAsync(await runs.RequireAsync(live.Id, cancellation), worker.Reason, cancellation) : TrainingErrors.WorkerGone(Math.Max(1, worker.Restarts), worker.Reason);
            }

            await Task.Delay(listening.Failure.Wait, clock, cancellation);
            if (worker.OutOfMemory) throw await advice.ForAsync(await runs.RequireAsync(live.Id, cancellation), worker.Reason, cancellation);
        }
    }

    /// <summary>Another process than before answers: it goes on from its checkpoint, unless that has led nowhere too often.</summary>
    private async Task CountRestartAsync(LiveRun live, IWorker worker, TaskRun task, Listening listening, CancellationToken cancellation)
    {
        if (worker.Restarts == listening.Restarts) return;
        listening.Restarts = worker.Restarts;
        listening.Failure.Over();
        if (worker.OutOfMemory) throw await advice.ForAsync(await runs.RequireAsync(live.Id, cancellation), worker.Reason, cancellation);
        live.CountRestart();
        metrics.Restarted(live.Name);
        await task.LogAsync($"The worker ended unexpectedly and goes on from its latest checkpoint. {listening.Crash.Reason}".TrimEnd(), "warning");
        listening.TriesHere = listening.Furthest > listening.FurthestAtRestart ? 1 : listening.TriesHere + 1;
        listening.FurthestAtRestart = listening.Furthest;
        if (listening.TriesHere >= options.Value.TriesWithoutProgress) throw TrainingErrors.WorkerGone(listening.TriesHere, listening.Crash.Reason);
    }

    /// <returns>Its last word; null when the connection ended before.</returns>
    private async Task<EndPart?> ListenAsync(LiveRun live, IWorker worker, TaskRun task, Listening listening, CancellationToken cancellation)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, string.Create(CultureInfo.InvariantCulture, $"http://worker/events?after={listening.After}&process={listening.Process}"));
        using var response = await worker.Http.SendAsync(request, cancellation);
        response.EnsureSuccessStatusCode();
        listening.Process = response.Headers.TryGetValues(WorkerProtocol.ProcessHeader, out var values) ? values.First() : "";
        // Asked for while the worker was starting: nobody could tell it then.
        if ((await runs.RequireAsync(live.Id, cancellation)).PauseWanted) await WorkerCalls.PauseAsync(worker, cancellation);
        using var reader = new StreamReader(await response.Content.ReadAsStreamAsync(cancellation));
        while (await reader.ReadLineAsync(cancellation) is { } line)
        {
            if (line.Length == 0) continue;
            var told = JsonSerializer.Deserialize<RunEvent>(line, Planning.SettingText.Json) ?? throw new JsonException("An event is null.");
            listening.After = told.Number;
            listening.Failure.Over();
            live.Take(told);
            await PassOnAsync(live, told, task, listening);
            if (told.End is { } end) return end;
        }

        return null;
    }

    private async Task PassOnAsync(LiveRun live, RunEvent told, TaskRun task, Listening listening)
    {
        if (told.Log is { } log) await task.LogAsync(log.Text, log.Level);
        if (told.Preparing is { } preparing)
        {
            if (listening.Step != preparing.What) task.Step(listening.Step = preparing.What, preparing.Unit, preparing.Total, preparing.Done);
            else task.Report(preparing.Done, preparing.Total);
        }

        if (told.Plan is { } plan)
        {
            listening.Step = "training";
            task.Step(listening.Step, "steps", plan.Steps, plan.Step);
            await live.ChangeAsync(run => run.State = TrainingState.Running);
        }

        if (told.Step is { } step)
        {
            task.Report(step.Step, step.Steps);
            metrics.Stepped(live.Name, step);
            listening.Furthest = Math.Max(listening.Furthest, step.Step);
        }

        if (told.Validation is { } validation) metrics.Validated(live.Name, validation.Loss);
        if (told.Held is { } held)
        {
            await task.LogAsync(held.Over ? "It goes on." : held.Reason, held.Over ? "info" : "warning");
            await live.ChangeAsync(run =>
            {
                run.State = held.Over ? TrainingState.Running : TrainingState.Paused;
                run.Fail(held.Over ? null : new Problem(ProblemKind.Insufficient, "training.disk_full", held.Reason, "Free room on the disk: it goes on by itself, or at once with 'onebox train resume'."));
            });
        }
    }

    private async Task<AttemptEnd> JudgeAsync(LiveRun live, IWorker worker, EndPart end, CancellationToken cancellation) => end.Outcome switch
    {
        EndPart.Done => AttemptEnd.Done,
        EndPart.Paused => AttemptEnd.Paused,
        EndPart.OutOfMemory => throw await advice.ForAsync(await runs.RequireAsync(live.Id, cancellation), end.Detail ?? worker.Reason, cancellation),
        _ => throw TrainingErrors.WorkerFailed(end.Code, end.Detail, end.Remedy),
    };

    /// <summary>Where the listener stands.</summary>
    private sealed class Listening
    {
        public long After { get; set; }

        /// <summary>Which process <see cref="After"/> counts in.</summary>
        public string Process { get; set; } = "";

        /// <summary>The task's step, for people.</summary>
        public string Step { get; set; } = "";
        public int Restarts { get; set; }
        public LastCrash Crash { get; } = new();
        public SameFailure Failure { get; } = new();

        /// <summary>Restarts in a row without a step further than before.</summary>
        public int TriesHere { get; set; }
        public long Furthest { get; set; }
        public long FurthestAtRestart { get; set; } = -1;
    }
}
