using System.CommandLine;
using Onebox.Api;
using Onebox.Cli.Connection;
using Onebox.Cli.Output;

namespace Onebox.Cli.Access;

/// <summary><c>onebox audit</c>: who did what; <c>--check</c> follows the hash chain.</summary>
internal sealed class AuditCommand : BoxCommand
{
    private readonly Option<int> _limit = new("--limit") { Description = "How many entries.", HelpName = "N", DefaultValueFactory = _ => 50 };
    private readonly Option<bool> _check = new("--check") { Description = "Follow the hash chain from the first entry to the last." };

    public AuditCommand()
        : base("audit", "Who did what on this box.")
    {
        Options.Add(_limit);
        Options.Add(_check);
    }

    protected override async Task<int> RunAsync(Invocation run, CancellationToken cancellation)
    {
        if (run.Get(_check))
        {
            var check = await run.Box.Access.CheckAuditAsync(cancellation);
            run.Print.Result(check, ApiJson.Default.AuditCheck, c => Console.Out.WriteLine(c.Whole ? $"The chain of {c.Entries} entries is whole." : $"The chain is broken at entry {c.BrokenAt}."));
            return check.Whole ? ExitCodes.Done : ExitCodes.Failed;
        }

        var audit = await run.Box.Access.AuditAsync(limit: run.Get(_limit), cancellation: cancellation);
        run.Print.Result(audit, ApiJson.Default.PageAuditEntry, page => Printer.Table(
            ["#", "when", "who", "did", "to", "", "hash"],
            [.. page.Items.Select(e => new[] { $"{e.Number}", $"{e.At.ToLocalTime():g}", e.UserName, e.Action, e.Resource, e.Detail ?? "", e.Hash[..12] })],
            "Nothing has happened yet."));
        return ExitCodes.Done;
    }
}
