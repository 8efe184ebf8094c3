using System.CommandLine;
using Onebox.Api;
using Onebox.Api.Deployments;
using Onebox.Cli.Connection;
using Onebox.Cli.Output;

namespace Onebox.Cli.Deployments;

/// <summary><c>onebox deployments show NAME</c>.</summary>
internal sealed class ShowDeploymentCommand : BoxCommand
{
    private readonly Argument<string> _deployment = new("deployment") { Description = "The deployment's name or id." };

    public ShowDeploymentCommand()
        : base("show", "One deployment: settings and replicas.") => Arguments.Add(_deployment);

    protected override async Task<int> RunAsync(Invocation run, CancellationToken cancellation)
    {
        var deployment = await run.Box.Deployments.GetAsync(run.Get(_deployment), cancellation);
        run.Print.Result(deployment, ApiJson.Default.DeploymentInfo, Show);
        return ExitCodes.Done;
    }

    internal static void Show(DeploymentInfo deployment)
    {
        var s = deployment.Settings;
        Printer.Facts(
            ("Deployment", deployment.Name),
            ("Model", deployment.ModelName),
            ("State", deployment.State.ToString().ToLowerInvariant() + (deployment.Reason is null ? "" : $": {deployment.Reason}")),
            ("Context", s.ContextTokens is null ? null : $"{s.ContextTokens} tokens × {s.Parallel} sequences, {s.KeyValueType ?? "f16"}"),
            ("Threads", s.Threads is null ? null : $"{s.Threads}"),
            ("Unloads", s.IdleUnloadSeconds is { } idle ? $"after {Units.Duration(idle)} without a request" : null));
        Console.Out.WriteLine();
        Printer.Table(
            ["replica", "state", "process", "memory", "restarts", "running", "waiting", "tokens/s", "cache hits"],
            [.. deployment.Replicas.Select(r => new[]
            {
                r.Id, r.State, $"{r.ProcessId}", r.ResidentBytes is { } bytes ? Units.Bytes(bytes) : "", $"{r.Restarts}", $"{r.Engine?.Running}", $"{r.Engine?.Waiting}",
                r.Engine is { } e ? Units.Number(e.GeneratedTokensPerSecond) : "", r.Engine is { } c ? $"{Units.Number(c.CacheHitRatio * 100, "0")} %" : "",
            })],
            "No replica runs.");
    }
}
