using System.CommandLine;
using Onebox.Cli.Connection;
using Onebox.Cli.Output;
using Onebox.Api;

namespace Onebox.Cli.Models;

/// <summary><c>onebox models verify NAME</c>.</summary>
internal sealed class VerifyModelCommand : BoxCommand
{
    private readonly Argument<string> _model = new("model") { Description = "The model's name or id." };

    public VerifyModelCommand()
        : base("verify", "Read all bytes of a model again and compare their hashes.") => Arguments.Add(_model);

    protected override async Task<int> RunAsync(Invocation run, CancellationToken cancellation)
    {
        var accepted = await run.Box.Models.VerifyAsync(run.Get(_model), cancellation);
        var task = await TaskBar.WaitAsync(run, accepted.TaskId, cancellation);
        run.Print.Result(task, ApiJson.Default.TaskInfo, _ => Console.Out.WriteLine("All bytes are as they were imported."));
        return ExitCodes.Done;
    }
}
