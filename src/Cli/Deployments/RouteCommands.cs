using System.CommandLine;
using System.Globalization;
using Onebox.Api;
using Onebox.Api.Deployments;
using Onebox.Cli.Connection;
using Onebox.Cli.Output;

namespace Onebox.Cli.Deployments;

/// <summary><c>onebox routes list</c>.</summary>
internal sealed class ListRoutesCommand() : BoxCommand("list", "All routes and where they go.")
{
    protected override async Task<int> RunAsync(Invocation run, CancellationToken cancellation)
    {
        var routes = await run.Box.Deployments.RoutesAsync(cancellation);
        run.Print.Result(routes, ApiJson.Default.PageRouteInfo, page => Printer.Table(
            ["route", "goes to", "changed"],
            [.. page.Items.Select(r => new[] { r.Name, string.Join(", ", r.Targets.Select(t => $"{t.Deployment}={t.Weight}")), Units.Ago(r.ChangedAt) })],
            "No routes yet: each deployment makes one of its own name."));
        return ExitCodes.Done;
    }
}

/// <summary><c>onebox routes set NAME DEPLOYMENT=WEIGHT…</c>: moves it at once.</summary>
internal sealed class SetRouteCommand : BoxCommand
{
    private const int DefaultWeight = 100;

    private readonly Argument<string> _route = new("route") { Description = "The name that requests use as model." };
    private readonly Argument<string[]> _targets = new("targets") { Description = "DEPLOYMENT, DEPLOYMENT=WEIGHT, or engine:NAME for a server elsewhere. Shares go by weight: 'onebox routes set assistant old=90 new=10' sends a tenth to new." };

    public SetRouteCommand()
        : base("set", "Make a route, or move it at once.")
    {
        Arguments.Add(_route);
        Arguments.Add(_targets);
    }

    protected override async Task<int> RunAsync(Invocation run, CancellationToken cancellation)
    {
        var targets = run.Get(_targets).Select(Target).ToList();
        var route = await run.Box.Deployments.PutRouteAsync(run.Get(_route), new PutRouteRequest(targets), cancellation);
        run.Print.Result(route, ApiJson.Default.RouteInfo, r => Console.Out.WriteLine($"{r.Name} goes to {string.Join(", ", r.Targets.Select(t => $"{t.Deployment} ({t.Weight})"))}."));
        return ExitCodes.Done;
    }

    private static RouteTarget Target(string text)
    {
        var at = text.LastIndexOf('=');
        if (at < 0) return new RouteTarget(text, DefaultWeight);
        return int.TryParse(text.AsSpan(at + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var weight)
            ? new RouteTarget(text[..at], weight)
            : throw new UsageException($"'{text}' is not DEPLOYMENT=WEIGHT: a weight is a whole number from 0.");
    }
}

/// <summary><c>onebox routes delete NAME</c>.</summary>
internal sealed class DeleteRouteCommand : BoxCommand
{
    private readonly Argument<string> _route = new("route") { Description = "The route's name." };

    public DeleteRouteCommand()
        : base("delete", "Remove a route; what it went to stays.") => Arguments.Add(_route);

    protected override async Task<int> RunAsync(Invocation run, CancellationToken cancellation)
    {
        await run.Box.Deployments.DeleteRouteAsync(run.Get(_route), cancellation);
        run.Print.Done(run.Get(_route), "removed", $"{run.Get(_route)} is removed.");
        return ExitCodes.Done;
    }
}
