using System.CommandLine;
using Onebox.Api;
using Onebox.Api.Deployments;
using Onebox.Cli.Connection;
using Onebox.Cli.Output;

namespace Onebox.Cli.Deployments;

/// <summary><c>onebox engines list</c>.</summary>
internal sealed class ListEnginesCommand() : BoxCommand("list", "Servers elsewhere and their models.")
{
    protected override async Task<int> RunAsync(Invocation run, CancellationToken cancellation)
    {
        var engines = await run.Box.Deployments.EnginesAsync(cancellation);
        run.Print.Result(engines, ApiJson.Default.PageExternalEngineInfo, page => Printer.Table(
            ["name", "address", "state", "models"],
            [.. page.Items.Select(e => new[] { e.Name, e.Url, e.Reason is null ? e.State : $"{e.State}: {e.Reason}", string.Join(", ", e.Models) })],
            "None. Add one: onebox engines add NAME https://…/v1"));
        return ExitCodes.Done;
    }
}

/// <summary><c>onebox engines add NAME URL</c>. The key it wants is read from <c>ONEBOX_ENGINE_KEY</c>, so that it is in no shell history.</summary>
internal sealed class AddEngineCommand : BoxCommand
{
    private readonly Argument<string> _name = new("name") { Description = "A name for it." };
    private readonly Argument<string> _url = new("url") { Description = "Its address, with /v1." };

    public AddEngineCommand()
        : base("add", "Add an OpenAI-compatible server; the key it wants is taken from ONEBOX_ENGINE_KEY.")
    {
        Arguments.Add(_name);
        Arguments.Add(_url);
    }

    protected override async Task<int> RunAsync(Invocation run, CancellationToken cancellation)
    {
        var engine = await run.Box.Deployments.AddEngineAsync(new AddEngineRequest(run.Get(_name), run.Get(_url), Environment.GetEnvironmentVariable("ONEBOX_ENGINE_KEY")), cancellation);
        run.Print.Result(engine, ApiJson.Default.ExternalEngineInfo, e => Console.Out.WriteLine($"{e.Name} is {e.State}{(e.Reason is null ? "" : $": {e.Reason}")}. Route to it: onebox routes set NAME engine:{e.Name}"));
        return ExitCodes.Done;
    }
}

/// <summary><c>onebox engines delete NAME</c>.</summary>
internal sealed class DeleteEngineCommand : BoxCommand
{
    private readonly Argument<string> _name = new("name") { Description = "Its name." };

    public DeleteEngineCommand()
        : base("delete", "Forget a server elsewhere.") => Arguments.Add(_name);

    protected override async Task<int> RunAsync(Invocation run, CancellationToken cancellation)
    {
        await run.Box.Deployments.DeleteEngineAsync(run.Get(_name), cancellation);
        run.Print.Done(run.Get(_name), "removed", $"{run.Get(_name)} is removed.");
        return ExitCodes.Done;
    }
}
