using System.CommandLine;
using Onebox.Cli.Connection;

namespace Onebox.Cli.Deployments;

/// <summary><c>onebox undeploy NAME</c>.</summary>
internal sealed class UndeployCommand : BoxCommand
{
    private readonly Argument<string> _deployment = new("deployment") { Description = "The deployment's name or id." };

    public UndeployCommand()
        : base("undeploy", "Drain a deployment, stop it and forget it.") => Arguments.Add(_deployment);

    protected override async Task<int> RunAsync(Invocation run, CancellationToken cancellation)
    {
        await run.Box.Deployments.DeleteAsync(run.Get(_deployment), cancellation);
        run.Print.Done(run.Get(_deployment), "removed", $"{run.Get(_deployment)} no longer answers.");
        return ExitCodes.Done;
    }
}
