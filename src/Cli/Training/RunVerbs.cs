using System.CommandLine;
using Onebox.Api;
using Onebox.Api.Training;
using Onebox.Cli.Connection;

namespace Onebox.Cli.Training;

/// <summary>A verb that does one thing to one run and shows what it has become.</summary>
internal abstract class RunVerb : BoxCommand
{
    private readonly Argument<string> _run = new("run") { Description = "The run's name or id." };

    protected RunVerb(string name, string description)
        : base(name, description) => Arguments.Add(_run);

    protected abstract Task<TrainingRunInfo> DoAsync(Invocation run, string name, CancellationToken cancellation);

    protected abstract string Said(TrainingRunInfo run);

    protected sealed override async Task<int> RunAsync(Invocation run, CancellationToken cancellation)
    {
        var info = await DoAsync(run, run.Get(_run), cancellation);
        run.Print.Result(info, ApiJson.Default.TrainingRunInfo, i => Console.Out.WriteLine(Said(i)));
        return ExitCodes.Done;
    }
}

/// <summary><c>onebox train pause NAME</c>.</summary>
internal sealed class PauseRunCommand() : RunVerb("pause", "Write a checkpoint and give memory and cores back; 'resume' goes on.")
{
    protected override Task<TrainingRunInfo> DoAsync(Invocation run, string name, CancellationToken cancellation) => run.Box.Training.PauseAsync(name, cancellation);

    protected override string Said(TrainingRunInfo run) => $"{run.Name} pauses after its next checkpoint; 'onebox train resume {run.Name}' goes on.";
}

/// <summary><c>onebox train resume NAME</c>.</summary>
internal sealed class ResumeRunCommand() : RunVerb("resume", "Go on from the latest checkpoint, also after a failure.")
{
    protected override Task<TrainingRunInfo> DoAsync(Invocation run, string name, CancellationToken cancellation) => run.Box.Training.ResumeAsync(name, cancellation);

    protected override string Said(TrainingRunInfo run) => $"{run.Name} goes on; 'onebox tasks watch {run.TaskId}' shows it.";
}

/// <summary><c>onebox train cancel NAME</c>.</summary>
internal sealed class CancelRunCommand() : RunVerb("cancel", "End a run; its checkpoints stay until it is deleted.")
{
    protected override Task<TrainingRunInfo> DoAsync(Invocation run, string name, CancellationToken cancellation) => run.Box.Training.CancelAsync(name, cancellation);

    protected override string Said(TrainingRunInfo run) => $"{run.Name} is being cancelled.";
}

/// <summary><c>onebox train set NAME --steps N | --epochs N</c>.</summary>
internal sealed class SetScheduleCommand : RunVerb
{
    private readonly Option<long?> _steps = new("--steps") { Description = "End after so many steps from the run's beginning.", HelpName = "N" };
    private readonly Option<double?> _epochs = new("--epochs") { Description = "End after so many passes over the data from the run's beginning.", HelpName = "N" };

    public SetScheduleCommand()
        : base("set", "Move the end of the schedule, also while it runs.")
    {
        Options.Add(_steps);
        Options.Add(_epochs);
    }

    protected override Task<TrainingRunInfo> DoAsync(Invocation run, string name, CancellationToken cancellation) =>
        run.Box.Training.SetScheduleAsync(name, new SetScheduleRequest(run.Get(_steps), run.Get(_epochs)), cancellation);

    protected override string Said(TrainingRunInfo run) => $"The end of {run.Name} is moved.";
}

/// <summary><c>onebox train delete NAME</c>.</summary>
internal sealed class DeleteRunCommand : BoxCommand
{
    private readonly Argument<string> _run = new("run") { Description = "The run's name or id." };

    public DeleteRunCommand()
        : base("delete", "Remove an ended run with its checkpoints and adapter; the model that it made stays.") => Arguments.Add(_run);

    protected override async Task<int> RunAsync(Invocation run, CancellationToken cancellation)
    {
        await run.Box.Training.DeleteAsync(run.Get(_run), cancellation);
        run.Print.Done(run.Get(_run), "deleted", $"{run.Get(_run)} is deleted.");
        return ExitCodes.Done;
    }
}
