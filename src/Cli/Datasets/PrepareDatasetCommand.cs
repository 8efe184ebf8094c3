using System.CommandLine;
using Onebox.Api;
using Onebox.Api.Datasets;
using Onebox.Cli.Connection;
using Onebox.Cli.Output;

namespace Onebox.Cli.Datasets;

/// <summary><c>onebox datasets prepare NAME --recipe FILE</c>: makes a new version by the steps of a recipe.</summary>
internal sealed class PrepareDatasetCommand : BoxCommand
{
    private readonly Argument<string> _dataset = new("dataset") { Description = "Its name, or name@version." };
    private readonly Option<string> _recipe = new("--recipe") { Description = "A YAML file of steps (docs/formats/dataset-recipe.md).", HelpName = "FILE", Required = true };
    private readonly Option<string?> _name = new("--name") { Description = "A dataset of its own for the result (else a new version of this one).", HelpName = "NAME" };
    private readonly Option<bool> _noWait = new("--no-wait") { Description = "Return at once with the task's id." };

    public PrepareDatasetCommand()
        : base("prepare", "Clean rows by a recipe into a new version; every step says what it removed and why.")
    {
        Arguments.Add(_dataset);
        foreach (var option in (Option[])[_recipe, _name, _noWait]) Options.Add(option);
    }

    protected override async Task<int> RunAsync(Invocation run, CancellationToken cancellation)
    {
        var file = run.Get(_recipe)!;
        if (!File.Exists(file)) throw new UsageException($"There is no file {file}.");
        var accepted = await run.Box.Datasets.PrepareAsync(run.Get(_dataset), new PrepareDatasetRequest(await File.ReadAllTextAsync(file, cancellation), run.Get(_name)), cancellation);
        if (run.Get(_noWait))
        {
            run.Print.Result(accepted, ApiJson.Default.TaskAccepted, a => Console.Out.WriteLine(a.TaskId));
            return ExitCodes.Done;
        }

        await TaskBar.WaitAsync(run, accepted.TaskId, cancellation);
        var dataset = await run.Box.Datasets.GetAsync(accepted.ResourceId!, cancellation);
        run.Print.Result(dataset, ApiJson.Default.DatasetInfo, d =>
        {
            Show(d);
            Console.Out.WriteLine(ShowDatasetCommand.Outcome(d, accepted.TaskId));
        });
        return ExitCodes.Done;
    }

    private static void Show(DatasetInfo dataset)
    {
        ShowDatasetCommand.Show(dataset);
        foreach (var step in dataset.Details?.Steps ?? [])
        {
            if (step.Samples is not [var sample, ..]) continue;
            Console.Out.WriteLine($"{step.Name}, for example row {sample.Row} ({sample.Reason}):");
            Console.Out.WriteLine($"  - {OneLine(sample.Before)}");
            Console.Out.WriteLine(sample.After is null ? "  (removed)" : $"  + {OneLine(sample.After)}");
        }
    }

    private static string OneLine(string text)
    {
        var line = text.ReplaceLineEndings(" ");
        return line.Length > 160 ? line[..160] + "…" : line;
    }
}
