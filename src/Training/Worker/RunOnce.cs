using Onebox.Kernel;
using Onebox.Models;
using Onebox.Models.Loop;
using Onebox.Pool;
using Onebox.Training.Contract;
using Onebox.Training.Running;
using Onebox.Training.Worker.Rows;
using Onebox.Training.Worker.Weights;

namespace Onebox.Training.Worker;

/// <summary>One process's share of a run: rows and weights in, steps, the result out; every way in which that can end becomes a last event.</summary>
internal static class RunOnce
{
    /// <exception cref="ProblemException"><c>training.rank_lost</c>: this process must be started again, and goes on from the latest checkpoint.</exception>
    public static EndPart Run(WorkerSettings settings, WorkerContext context, EventLog events, RunWishes wishes, TimeProvider clock)
    {
        try
        {
            return Train(settings, context, events, wishes, clock);
        }
        catch (OperationCanceledException) when (wishes.End.IsCancellationRequested)
        {
            return new EndPart(EndPart.Paused);
        }
        catch (RankLostException error)
        {
            events.Close();
            throw new Problem(ProblemKind.Unavailable, "training.rank_lost", error.Message).ToException(error);
        }
        catch (ProblemException error)
        {
            return new EndPart(EndPart.Failed, error.Problem.Code, error.Problem.Detail, error.Problem.Remedy);
        }
        catch (TrainingException error)
        {
            return new EndPart(EndPart.Failed, $"training.{error.Error.ToString().ToLowerInvariant()}", error.Message, null);
        }
        catch (ModelException error)
        {
            return new EndPart(EndPart.Failed, "training.model", error.Message, null);
        }
        catch (Exception error) when (IsOutOfMemory(error))
        {
            return new EndPart(EndPart.OutOfMemory, Detail: "An allocation was refused.");
        }
        catch (IOException error)
        {
            return new EndPart(EndPart.Failed, "training.storage", $"Reading or writing failed: {error.Message}", "Check the disk, then 'onebox train resume'.");
        }
        catch (Exception error)
        {
            context.Logs.CreateLogger("Onebox.Training.Worker").Fault(error);
            return new EndPart(EndPart.Failed, "training.fault", $"The trainer failed by a fault of Onebox: {error.Message}", "Report it with the box's log; 'onebox train resume' tries again from the latest checkpoint.");
        }
    }

    private static EndPart Train(WorkerSettings settings, WorkerContext context, EventLog events, RunWishes wishes, TimeProvider clock)
    {
        var (plan, folder) = (settings.Plan, new RunFolder(settings.Folder));
        events.Prepare("reading the tokenizer", 0, null, "files");
        var format = ReadTokenizer.Of(plan, clock);
        // Its own thread: nothing else waits on this one.
        using var samples = TokenizeRows.RunAsync(plan, format, context.Folder, events, wishes.End).GetAwaiter().GetResult();
        if (samples.HasChat && format.Notice is { } notice) events.Say(notice, "warning");
        events.Prepare("reading the weights", 0, null, "files");
        TorchRuntime.Load(settings.Threads);
        using var trained = TrainedModel.Open(plan);
        using var ranks = Join(settings.Rank, context, events, wishes.End);

        var teller = new TellHost(events, folder.Checkpoints, settings.Threads, samples.Train.Count, samples.Validation?.Count ?? 0, samples.Train.Tokens, started => wishes.Count(StepsOf(plan.Settings, started)));
        using var run = new TrainingRun(new TrainingInputs(plan.Settings with { Threads = settings.Threads }, trained.Trainable, folder.Checkpoints, teller, samples.Train, Validation: samples.Validation, Ranks: ranks, Time: clock) { Identity = plan.Identity });
        wishes.Hear(run);
        events.Prepare("measuring the machine", 0, null, "steps");
        var ended = run.Run(wishes.End);
        if (settings.Rank is { Number: > 0 }) return new EndPart(ended.Reason == TrainingEnd.Cancelled ? EndPart.Paused : EndPart.Done);
        teller.TellCheckpoints();
        return ended.Reason switch
        {
            TrainingEnd.Cancelled => new EndPart(EndPart.Paused),
            TrainingEnd.Completed or TrainingEnd.EarlyStop => Finish(ended, plan, folder, trained, format, samples.HasChat, events),
            _ => new EndPart(EndPart.Failed, ended.Reason == TrainingEnd.LossSpike ? "training.loss_spike" : "training.not_a_number", ended.Message),
        };
    }

    /// <summary>Waits for the other ranks, for as long as the host lets them try: it ends all when one cannot come.</summary>
    private static SocketRanks? Join(RankPlace? place, WorkerContext context, EventLog events, CancellationToken end)
    {
        if (place is null) return null;
        events.Prepare("waiting for the other ranks", 0, null, "files");
        return SocketRanks.Join(place.Door ?? RankPlace.DoorBeside(context.SocketPath), place.Number, place.Count, Timeout.InfiniteTimeSpan, end);
    }

    private static EndPart Finish(RunEnded ended, Planning.TrainingPlan plan, RunFolder folder, TrainedModel trained, TextFormat format, bool hasChat, EventLog events)
    {
        events.Say(ended.Message);
        if (ended is { Reason: TrainingEnd.EarlyStop, BestCheckpoint: { } best })
        {
            events.Say($"The best checkpoint becomes the model: {best}.");
            CheckpointFolder.LoadWeights(Path.Combine(folder.Checkpoints, Path.GetFileName(best)), trained.Trainable.Trained);
        }

        events.Prepare("writing the model", 0, null, "files");
        WriteResult.Write(plan, folder, trained, format, hasChat);
        return new EndPart(EndPart.Done);
    }

    /// <summary>Epochs are counted as the loop counts them: by the steps that it planned for those of the settings.</summary>
    private static Func<double, long> StepsOf(TrainingSettings settings, RunStarted started) => epochs =>
        settings.Epochs is { } planned && planned > 0 ? Math.Max(1, (long)Math.Round(started.TotalSteps * epochs / planned)) : started.TotalSteps;

    /// <summary>libtorch and .NET say it in their own ways.</summary>
    private static bool IsOutOfMemory(Exception error) =>
        error is OutOfMemoryException || error.Message.Contains("not enough memory", StringComparison.OrdinalIgnoreCase) || error.Message.Contains("allocate memory", StringComparison.OrdinalIgnoreCase) || error.Message.Contains("bad_alloc", StringComparison.Ordinal);
}
