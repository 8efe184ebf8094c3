using System.CommandLine;
using Onebox.Api;
using Onebox.Cli.Connection;
using Onebox.Cli.Output;

namespace Onebox.Cli.Box;

/// <summary><c>onebox search TEXT</c>: one search over everything.</summary>
internal sealed class SearchCommand : BoxCommand
{
    private readonly Argument<string> _text = new("text") { Description = "A name, an id, or a part of one." };

    public SearchCommand()
        : base("search", "Find anything on the box.") => Arguments.Add(_text);

    protected override async Task<int> RunAsync(Invocation run, CancellationToken cancellation)
    {
        var found = await run.Box.SearchAsync(run.Get(_text), cancellation: cancellation);
        run.Print.Result(found, ApiJson.Default.PageSearchResult, page =>
            Printer.Table(["kind", "name", "", "id"], [.. page.Items.Select(h => new[] { h.Kind, h.Name, h.Summary ?? "", h.Id })], "Nothing found."));
        return ExitCodes.Done;
    }
}
