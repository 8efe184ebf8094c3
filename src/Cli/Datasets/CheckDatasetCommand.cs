using System.CommandLine;
using Onebox.Api;
using Onebox.Api.Datasets;
using Onebox.Cli.Connection;
using Onebox.Cli.Output;

namespace Onebox.Cli.Datasets;

/// <summary><c>onebox datasets check NAME --context N --tokenizer MODEL</c>.</summary>
internal sealed class CheckDatasetCommand : BoxCommand
{
    private readonly Argument<string> _dataset = new("dataset") { Description = "Its name, or name@version." };
    private readonly Option<string?> _tokenizer = new("--tokenizer") { Description = "A model on the box whose tokenizer counts (else characters).", HelpName = "MODEL" };
    private readonly Option<int?> _context = new("--context") { Description = "Report rows longer than so many tokens.", HelpName = "N" };

    public CheckDatasetCommand()
        : base("check", "Look at all rows again: empty, too long, roles, encoding, duplicates, overlap.")
    {
        Arguments.Add(_dataset);
        Options.Add(_tokenizer);
        Options.Add(_context);
    }

    protected override async Task<int> RunAsync(Invocation run, CancellationToken cancellation)
    {
        var accepted = await run.Box.Datasets.CheckAsync(run.Get(_dataset), new CheckDatasetRequest(run.Get(_tokenizer), run.Get(_context)), cancellation);
        await TaskBar.WaitAsync(run, accepted.TaskId, cancellation);
        var dataset = await run.Box.Datasets.GetAsync(accepted.ResourceId!, cancellation);
        run.Print.Result(dataset, ApiJson.Default.DatasetInfo, d => ShowDatasetCommand.Checks(d.Details!.Checks));
        return ExitCodes.Done;
    }
}
