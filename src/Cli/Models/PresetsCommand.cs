using System.CommandLine;
using Onebox.Api;
using Onebox.Cli.Connection;
using Onebox.Cli.Output;

namespace Onebox.Cli.Models;

/// <summary><c>onebox models presets</c>.</summary>
internal sealed class PresetsCommand : BoxCommand
{
    private readonly Option<bool> _fits = new("--fits") { Description = "Only those that fit this box now." };

    public PresetsCommand()
        : base("presets", "Known models that can be had.") => Options.Add(_fits);

    protected override async Task<int> RunAsync(Invocation run, CancellationToken cancellation)
    {
        var presets = await run.Box.Models.PresetsAsync(run.Get(_fits), cancellation);
        run.Print.Result(presets, ApiJson.Default.PagePresetInfo, page => Printer.Table(
            ["id", "for", "parameters", "context", "licence", "this box"],
            [.. page.Items.Select(p => new[] { p.Id, p.Purpose, Units.Count(p.Architecture.Parameters), Units.Count(p.Architecture.ContextLength), p.Licence ?? "unknown", p.Verdict ?? "" })],
            "No preset fits this box now: see 'onebox models presets' for all."));
        return ExitCodes.Done;
    }
}
