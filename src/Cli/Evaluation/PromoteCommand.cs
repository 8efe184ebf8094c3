using System.CommandLine;
using Onebox.Api;
using Onebox.Api.Evaluation;
using Onebox.Cli.Connection;
using Onebox.Cli.Output;

namespace Onebox.Cli.Evaluation;

/// <summary><c>onebox promote MODEL --route ROUTE --gate GATE.yaml</c>: evaluates, and moves the route if the gate's conditions hold.</summary>
internal sealed class PromoteCommand : BoxCommand
{
    private readonly Argument<string> _model = new("model") { Description = "A model, a deployment or a route." };
    private readonly Option<string> _route = new("--route") { Description = "What is to lead to it; made when there is none.", HelpName = "ROUTE", Required = true };
    private readonly Option<string?> _gate = new("--gate") { Description = "Conditions in YAML; without a gate nothing is asked.", HelpName = "GATE.yaml" };
    private readonly Option<string?> _evaluation = new("--evaluation") { Description = "Use the figures of this evaluation instead of running the gate's.", HelpName = "ID" };
    private readonly Option<bool> _noWait = new("--no-wait") { Description = "Return at once with the task's id." };

    public PromoteCommand()
        : base("promote", "Let a route lead to a model, if it is good enough.")
    {
        Arguments.Add(_model);
        foreach (var option in (Option[])[_route, _gate, _evaluation, _noWait]) Options.Add(option);
    }

    protected override async Task<int> RunAsync(Invocation run, CancellationToken cancellation)
    {
        var gate = run.Get(_gate);
        if (gate is not null && !File.Exists(gate)) throw new UsageException($"There is no file {gate}.");
        var request = new PromoteRequest(run.Get(_model), run.Get(_route)!, gate is null ? null : await File.ReadAllTextAsync(gate, cancellation), gate is null ? null : TaskArguments.FolderOf(gate), run.Get(_evaluation));
        var accepted = await run.Box.Evaluations.PromoteAsync(request, cancellation);
        if (run.Get(_noWait))
        {
            run.Print.Result(accepted, ApiJson.Default.TaskAccepted, a => Console.Out.WriteLine(a.TaskId));
            return ExitCodes.Done;
        }

        await TaskBar.WaitAsync(run, accepted.TaskId, cancellation);
        var promotion = await run.Box.Evaluations.GetPromotionAsync(accepted.ResourceId!, cancellation);
        run.Print.Result(promotion, ApiJson.Default.PromotionInfo, Show);
        return ExitCodes.Done;
    }

    internal static void Show(PromotionInfo promotion)
    {
        foreach (var condition in promotion.Verdict?.Conditions ?? []) Console.Out.WriteLine($"{(condition.Holds ? "✓" : "✗")} {condition.Condition}: {condition.Found}");
        var now = string.Join(", ", promotion.Targets.Where(t => t.Weight > 0).Select(t => t.Deployment));
        var warm = string.Join(", ", promotion.Targets.Where(t => t.Weight == 0).Select(t => t.Deployment));
        Console.Out.WriteLine($"{promotion.Route} leads to {now}{(warm.Length > 0 ? $"; {warm} stays warm" : "")}.");
    }
}

/// <summary><c>onebox rollback ROUTE</c>.</summary>
internal sealed class RollbackCommand : BoxCommand
{
    private readonly Argument<string> _route = new("route") { Description = "The route whose last promotion is to be taken back." };

    public RollbackCommand()
        : base("rollback", "Take a route's last promotion back.") => Arguments.Add(_route);

    protected override async Task<int> RunAsync(Invocation run, CancellationToken cancellation)
    {
        var promotion = await run.Box.Evaluations.RollbackAsync(run.Get(_route), cancellation);
        run.Print.Result(promotion, ApiJson.Default.PromotionInfo, PromoteCommand.Show);
        return ExitCodes.Done;
    }
}

/// <summary><c>onebox promotions list</c>.</summary>
internal sealed class ListPromotionsCommand : BoxCommand
{
    private readonly Option<string?> _route = new("--route") { Description = "Of this route only.", HelpName = "ROUTE" };

    public ListPromotionsCommand()
        : base("list", "Promotions, rollbacks and refusals, the newest first.") => Options.Add(_route);

    protected override async Task<int> RunAsync(Invocation run, CancellationToken cancellation)
    {
        var promotions = await run.Box.Evaluations.PromotionsAsync(run.Get(_route), cancellation: cancellation);
        run.Print.Result(promotions, ApiJson.Default.PagePromotionInfo, page => Printer.Table(
            ["when", "what", "route", "to", "state", "by", "evaluation"],
            [.. page.Items.Select(p => new[] { Units.Ago(p.At), p.Kind, p.Route, p.Model, p.State, p.By, p.EvaluationId ?? "" })],
            "No promotions yet."));
        return ExitCodes.Done;
    }
}
