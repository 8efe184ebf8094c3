using System.CommandLine;
using Onebox.Cli.Connection;

namespace Onebox.Cli.Deployments;

/// <summary><c>onebox deployments start NAME</c>.</summary>
internal sealed class StartDeploymentCommand : BoxCommand
{
    private readonly Argument<string> _deployment = new("deployment") { Description = "The deployment's name or id." };
    private readonly Option<bool> _noWait = new("--no-wait") { Description = "Return at once with the task's id." };

    public StartDeploymentCommand()
        : base("start", "Start a stopped deployment again.")
    {
        Arguments.Add(_deployment);
        Options.Add(_noWait);
    }

    protected override async Task<int> RunAsync(Invocation run, CancellationToken cancellation) =>
        await DeployCommand.AfterAsync(run, await run.Box.Deployments.StartAsync(run.Get(_deployment), cancellation), run.Get(_noWait), run.Get(_deployment), cancellation);
}
