using System.CommandLine;
using Onebox.Cli.Connection;

namespace Onebox.Cli.Deployments;

/// <summary><c>onebox deployments stop NAME</c>.</summary>
internal sealed class StopDeploymentCommand : BoxCommand
{
    private readonly Argument<string> _deployment = new("deployment") { Description = "The deployment's name or id." };

    public StopDeploymentCommand()
        : base("stop", "Drain and stop a deployment; it can be started again.") => Arguments.Add(_deployment);

    protected override async Task<int> RunAsync(Invocation run, CancellationToken cancellation)
    {
        await run.Box.Deployments.StopAsync(run.Get(_deployment), cancellation);
        run.Print.Done(run.Get(_deployment), "stopped", $"{run.Get(_deployment)} is stopped.");
        return ExitCodes.Done;
    }
}
