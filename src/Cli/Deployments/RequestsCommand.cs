using System.CommandLine;
using Onebox.Api;
using Onebox.Api.Deployments;
using Onebox.Cli.Connection;
using Onebox.Cli.Output;

namespace Onebox.Cli.Deployments;

/// <summary><c>onebox requests</c>: what became of the last requests, and where their time went.</summary>
internal sealed class RequestsCommand : BoxCommand
{
    private readonly Option<string?> _route = new("--route") { Description = "Only of this route.", HelpName = "NAME" };
    private readonly Option<int> _limit = new("--limit") { Description = "How many.", HelpName = "N", DefaultValueFactory = _ => 20 };

    public RequestsCommand()
        : base("requests", "The last requests, and where their time went.")
    {
        Options.Add(_route);
        Options.Add(_limit);
    }

    protected override async Task<int> RunAsync(Invocation run, CancellationToken cancellation)
    {
        var requests = await run.Box.Deployments.RequestsAsync(run.Get(_route), run.Get(_limit), cancellation);
        run.Print.Result(requests, ApiJson.Default.PageRequestRecord, page => Printer.Table(
            ["when", "route", "who", "status", "prompt", "cached", "answer", "queue ms", "first token ms", "tokens/s", ""],
            [.. page.Items.Select(r => new[]
            {
                Units.Ago(r.At), r.Route, r.Caller, r.Outcome is null ? $"{r.Status}" : $"{r.Status} {r.Outcome}", $"{r.PromptTokens}", $"{r.CachedTokens}", $"{r.GeneratedTokens}",
                Time(r, r.QueueMilliseconds), Time(r, r.TimeToFirstTokenMilliseconds), r.GeneratedTokens > 0 ? Units.Number(r.GeneratedTokensPerSecond) : "", r.Reason ?? "",
            })],
            "No requests yet."));
        return ExitCodes.Done;

        // A refused request went nowhere: a time of 0 would be a claim.
        static string Time(RequestRecord request, double milliseconds) => request.Status >= 400 && milliseconds <= 0 ? "" : Units.Number(milliseconds);
    }
}
