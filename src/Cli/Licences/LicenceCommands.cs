using System.CommandLine;
using System.Globalization;
using Onebox.Api;
using Onebox.Cli.Connection;
using Onebox.Cli.Output;

namespace Onebox.Cli.Licences;

/// <summary><c>onebox licences list</c>.</summary>
internal sealed class ListLicencesCommand() : BoxCommand("list", "Under which licence each imported model is, and who has accepted it.")
{
    protected override async Task<int> RunAsync(Invocation run, CancellationToken cancellation)
    {
        var licences = await run.Box.Evaluations.LicencesAsync(cancellation);
        run.Print.Result(licences, ApiJson.Default.PageLicenceInfo, page => Printer.Table(
            ["model", "licence", "state", "accepted by", "when", "note"],
            [.. page.Items.Select(l => new[] { l.Model, l.Licence ?? "unknown", l.State, l.AcceptedBy ?? "", l.AcceptedAt?.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture) ?? "", l.Note ?? "" })],
            "No models yet."));
        return ExitCodes.Done;
    }
}

/// <summary><c>onebox licences accept MODEL</c>: the one who types it answers for the use.</summary>
internal sealed class AcceptLicenceCommand : BoxCommand
{
    private readonly Argument<string> _model = new("model") { Description = "The model's name." };
    private readonly Option<string?> _note = new("--note") { Description = "What the use rests on: a contract's number, say.", HelpName = "TEXT" };

    public AcceptLicenceCommand()
        : base("accept", "Say that you have read a model's licence and answer for its use here.")
    {
        Arguments.Add(_model);
        Options.Add(_note);
    }

    protected override async Task<int> RunAsync(Invocation run, CancellationToken cancellation)
    {
        var accepted = await run.Box.Evaluations.AcceptLicenceAsync(new(run.Get(_model), run.Get(_note)), cancellation);
        run.Print.Result(accepted, ApiJson.Default.LicenceInfo, l => Console.Out.WriteLine($"{l.Reason}."));
        return ExitCodes.Done;
    }
}
