using System.CommandLine;
using Onebox.Api;
using Onebox.Api.Deployments;
using Onebox.Cli.Connection;
using Onebox.Cli.Output;

namespace Onebox.Cli.Deployments;

/// <summary><c>onebox deploy MODEL</c>: returns when it answers.</summary>
internal sealed class DeployCommand : BoxCommand
{
    private readonly Argument<string> _model = new("model") { Description = "The model's name or id." };
    private readonly Option<string?> _name = new("--name") { Description = "The deployment's name, and its route's (the model's).", HelpName = "NAME" };
    private readonly Option<bool> _noWait = new("--no-wait") { Description = "Return at once with the task's id." };
    private readonly DeploymentOptions _settings = new();

    public DeployCommand()
        : base("deploy", "Let a model answer requests; settings that are left out are chosen from the model and the free memory.")
    {
        Arguments.Add(_model);
        foreach (var option in (IEnumerable<Option>)[_name, _noWait, .. _settings.All]) Options.Add(option);
    }

    protected override async Task<int> RunAsync(Invocation run, CancellationToken cancellation)
    {
        var accepted = await run.Box.Deployments.DeployAsync(new DeployRequest(run.Get(_model), run.Get(_name), _settings.Read(run)), cancellation);
        return await AfterAsync(run, accepted, run.Get(_noWait), run.Get(_name) ?? run.Get(_model), cancellation);
    }

    /// <summary>Waits for the task and shows the deployment, or prints the task's id.</summary>
    internal static async Task<int> AfterAsync(Invocation run, Api.Tasks.TaskAccepted accepted, bool noWait, string name, CancellationToken cancellation)
    {
        if (noWait)
        {
            run.Print.Result(accepted, ApiJson.Default.TaskAccepted, a => Console.Out.WriteLine(a.TaskId));
            return ExitCodes.Done;
        }

        await TaskBar.WaitAsync(run, accepted.TaskId, cancellation);
        var deployment = await run.Box.Deployments.GetAsync(accepted.ResourceId ?? name, cancellation);
        run.Print.Result(deployment, ApiJson.Default.DeploymentInfo, d =>
        {
            ShowDeploymentCommand.Show(d);
            Console.Out.WriteLine($"\nTry it: onebox chat {d.Name} --prompt \"…\"");
        });
        return ExitCodes.Done;
    }
}
