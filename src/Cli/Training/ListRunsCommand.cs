using System.Globalization;
using Onebox.Api;
using Onebox.Cli.Connection;
using Onebox.Cli.Output;

namespace Onebox.Cli.Training;

/// <summary><c>onebox train list</c>.</summary>
internal sealed class ListRunsCommand() : BoxCommand("list", "Training runs, newest first.")
{
    protected override async Task<int> RunAsync(Invocation run, CancellationToken cancellation)
    {
        var runs = await run.Box.Training.ListAsync(cancellation);
        run.Print.Result(runs, ApiJson.Default.PageTrainingRunInfo, page => Printer.Table(
            ["name", "state", "method", "base", "steps", "loss", "validation", "started"],
            [.. page.Items.Select(r => new[]
            {
                r.Name, r.State.ToString().ToLowerInvariant(), r.Method, r.Base ?? "", r.Steps is null ? "" : $"{r.Step}/{r.Steps}", Loss(r.Losses.Train), Loss(r.Losses.Validation), Units.Ago(r.CreatedAt),
            })],
            "No training runs yet. Begin one: onebox train --base MODEL --dataset NAME --name NAME"));
        return ExitCodes.Done;
    }

    private static string Loss(double? loss) => loss?.ToString("0.0000", CultureInfo.CurrentCulture) ?? "";
}
