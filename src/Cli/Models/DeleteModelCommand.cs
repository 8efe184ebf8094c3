using System.CommandLine;
using Onebox.Cli.Connection;

namespace Onebox.Cli.Models;

/// <summary><c>onebox models delete NAME</c>.</summary>
internal sealed class DeleteModelCommand : BoxCommand
{
    private readonly Argument<string> _model = new("model") { Description = "The model's name or id." };

    public DeleteModelCommand()
        : base("delete", "Remove a model and its bytes; one that is in use is kept.") => Arguments.Add(_model);

    protected override async Task<int> RunAsync(Invocation run, CancellationToken cancellation)
    {
        await run.Box.Models.DeleteAsync(run.Get(_model), cancellation);
        run.Print.Done(run.Get(_model), "removed", $"{run.Get(_model)} is removed.");
        return ExitCodes.Done;
    }
}
