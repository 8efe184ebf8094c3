using System.CommandLine;
using Onebox.Api;
using Onebox.Api.Datasets;
using Onebox.Cli.Connection;

namespace Onebox.Cli.Datasets;

/// <summary><c>onebox datasets change NAME --readers …</c>.</summary>
internal sealed class ChangeDatasetCommand : BoxCommand
{
    private readonly Argument<string> _dataset = new("dataset") { Description = "Its name." };
    private readonly Option<string[]> _readers = new("--readers") { Description = "All who may read it from now on: groups, user:NAME, role:ROLE; nothing after it: everybody.", HelpName = "READER", AllowMultipleArgumentsPerToken = true, Arity = ArgumentArity.ZeroOrMore, Required = true };

    public ChangeDatasetCommand()
        : base("change", "Say who may read a dataset.")
    {
        Arguments.Add(_dataset);
        Options.Add(_readers);
    }

    protected override async Task<int> RunAsync(Invocation run, CancellationToken cancellation)
    {
        var changed = await run.Box.Datasets.ChangeAsync(run.Get(_dataset), new ChangeDatasetRequest(run.Get(_readers) ?? []), cancellation);
        run.Print.Result(changed, ApiJson.Default.DatasetInfo, d => Console.Out.WriteLine($"{d.Name} may be read by {(d.Readers is { Count: > 0 } readers ? string.Join(", ", readers) : "everybody who may read datasets")}."));
        return ExitCodes.Done;
    }
}
