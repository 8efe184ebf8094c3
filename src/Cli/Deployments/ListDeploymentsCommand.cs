using Onebox.Api;
using Onebox.Cli.Connection;
using Onebox.Cli.Output;

namespace Onebox.Cli.Deployments;

/// <summary><c>onebox deployments list</c>.</summary>
internal sealed class ListDeploymentsCommand() : BoxCommand("list", "All deployments.")
{
    protected override async Task<int> RunAsync(Invocation run, CancellationToken cancellation)
    {
        var deployments = await run.Box.Deployments.ListAsync(cancellation);
        run.Print.Result(deployments, ApiJson.Default.PageDeploymentInfo, page => Printer.Table(
            ["name", "model", "state", "replicas", "context", "parallel", ""],
            [.. page.Items.Select(d => new[]
            {
                d.Name, d.ModelName, d.State.ToString().ToLowerInvariant(), $"{d.Replicas.Count(r => r.State == "ready")}/{d.Settings.Replicas}", $"{d.Settings.ContextTokens}", $"{d.Settings.Parallel}", d.Reason ?? "",
            })],
            "Nothing is deployed. Deploy a model: onebox deploy MODEL"));
        return ExitCodes.Done;
    }
}
