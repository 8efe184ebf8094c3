using System.CommandLine;
using Onebox.Cli.Connection;

namespace Onebox.Cli.Datasets;

/// <summary><c>onebox datasets delete NAME</c>.</summary>
internal sealed class DeleteDatasetCommand : BoxCommand
{
    private readonly Argument<string> _dataset = new("dataset") { Description = "A name: all its versions; name@version: that one." };

    public DeleteDatasetCommand()
        : base("delete", "Remove a dataset and its rows; one that is in use is kept.") => Arguments.Add(_dataset);

    protected override async Task<int> RunAsync(Invocation run, CancellationToken cancellation)
    {
        await run.Box.Datasets.DeleteAsync(run.Get(_dataset), cancellation);
        run.Print.Done(run.Get(_dataset), "removed", $"{run.Get(_dataset)} is removed.");
        return ExitCodes.Done;
    }
}
