using System.CommandLine;
using Onebox.Api.Deployments;
using Onebox.Cli.Connection;

namespace Onebox.Cli.Deployments;

/// <summary><c>onebox deployments replace NAME --model MODEL</c>: without losing a request.</summary>
internal sealed class ReplaceDeploymentCommand : BoxCommand
{
    private readonly Argument<string> _deployment = new("deployment") { Description = "The deployment's name or id." };
    private readonly Option<string?> _model = new("--model") { Description = "Another model; left out, the same one.", HelpName = "MODEL" };
    private readonly Option<bool> _noWait = new("--no-wait") { Description = "Return at once with the task's id." };
    private readonly DeploymentOptions _settings = new();

    public ReplaceDeploymentCommand()
        : base("replace", "Give a deployment other settings or another model, one replica after another.")
    {
        Arguments.Add(_deployment);
        foreach (var option in (IEnumerable<Option>)[_model, _noWait, .. _settings.All]) Options.Add(option);
    }

    protected override async Task<int> RunAsync(Invocation run, CancellationToken cancellation)
    {
        var now = await run.Box.Deployments.GetAsync(run.Get(_deployment), cancellation);
        var accepted = await run.Box.Deployments.ReplaceAsync(now.Id, new DeployRequest(run.Get(_model) ?? now.ModelId, now.Name, _settings.Read(run)), cancellation);
        return await DeployCommand.AfterAsync(run, accepted, run.Get(_noWait), now.Name, cancellation);
    }
}
