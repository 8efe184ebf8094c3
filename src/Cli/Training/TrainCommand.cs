using System.CommandLine;
using Onebox.Api;
using Onebox.Cli.Connection;
using Onebox.Cli.Output;

namespace Onebox.Cli.Training;

/// <summary><c>onebox train</c>: starts a run and waits for it; its verbs look after runs.</summary>
internal sealed class TrainCommand : BoxCommand
{
    private readonly TrainOptions _options = new();
    private readonly Option<bool> _noWait = new("--no-wait") { Description = "Return at once with the task's id." };

    public TrainCommand()
        : base("train", "Teach a model from your data, or make one from nothing by a recipe.")
    {
        _options.AddTo(this);
        Options.Add(_noWait);
        foreach (var verb in (Command[])[new ListRunsCommand(), new ShowRunCommand(), new PauseRunCommand(), new ResumeRunCommand(), new CancelRunCommand(), new SetScheduleCommand(), new DeleteRunCommand(), new RecipeCommand(), new FieldsCommand()]) Add(verb);
    }

    protected override async Task<int> RunAsync(Invocation run, CancellationToken cancellation)
    {
        var accepted = await run.Box.Training.StartAsync(await _options.ReadAsync(run, cancellation), cancellation);
        if (run.Get(_noWait))
        {
            run.Print.Result(accepted, ApiJson.Default.TaskAccepted, a => Console.Out.WriteLine(a.TaskId));
            return ExitCodes.Done;
        }

        await TaskBar.WaitAsync(run, accepted.TaskId, cancellation);
        var ended = await run.Box.Training.GetAsync(accepted.ResourceId!, cancellation);
        run.Print.Result(ended, ApiJson.Default.TrainingRunInfo, info =>
        {
            ShowRunCommand.Show(info);
            if (info.Model is { } model) Console.Out.WriteLine($"\nNext: onebox deploy {model}, then onebox chat {model}\nOr:   onebox eval run --models {(info.Base is null ? "" : info.Base + ",")}{model} --task TASK.yaml");
        });
        return ExitCodes.Done;
    }
}
