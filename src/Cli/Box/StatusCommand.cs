using Onebox.Api.Deployments;
using Onebox.Cli.Connection;
using Onebox.Cli.Output;

namespace Onebox.Cli.Box;

/// <summary><c>onebox status</c>: the box at a glance.</summary>
internal sealed class StatusCommand() : BoxCommand("status", "The box at a glance: what runs, what needs attention.")
{
    protected override async Task<int> RunAsync(Invocation run, CancellationToken cancellation)
    {
        var box = run.Box.GetBoxAsync(cancellation);
        var models = run.Box.Models.ListAsync(cancellation);
        var deployments = run.Box.Deployments.ListAsync(cancellation);
        var tasks = run.Box.Tasks.ListAsync(active: true, cancellation: cancellation);
        var status = new StatusResult(await box, (await models).Items, (await deployments).Items, (await tasks).Items);
        run.Print.Result(status, CliJson.Default.StatusResult, Show);
        return ExitCodes.Done;
    }

    private static void Show(StatusResult status)
    {
        Printer.Facts(
            ("Box", $"{status.Box.Name} ({status.Box.State}), Onebox {status.Box.Version}, up {Units.Duration((TimeProvider.System.GetUtcNow() - status.Box.StartedAt).TotalSeconds)}"),
            ("Address", string.Join(", ", status.Box.Addresses)),
            ("Data", status.Box.DataFolder),
            ("Models", status.Models.Count == 0 ? "none yet: onebox models import PATH" : $"{status.Models.Count} ({Units.Bytes(status.Models.Sum(m => m.SizeBytes))})"));
        if (status.Deployments.Count > 0)
        {
            Console.Out.WriteLine();
            Printer.Table(["deployment", "model", "state", "replicas", ""], [.. status.Deployments.Select(Row)], "");
        }

        foreach (var task in status.Tasks) Console.Out.WriteLine($"\n{task.Title}: {TaskBar.Line(task)}");
        foreach (var attention in status.Box.Attention) Console.Out.WriteLine($"\n! {attention.Summary}{(attention.Remedy is null ? "" : $"\n  → {attention.Remedy}")}");
    }

    private static string[] Row(DeploymentInfo deployment) =>
        [deployment.Name, deployment.ModelName, deployment.State.ToString().ToLowerInvariant(), $"{deployment.Replicas.Count(r => r.State == "ready")}/{deployment.Settings.Replicas}", deployment.Reason ?? ""];
}
