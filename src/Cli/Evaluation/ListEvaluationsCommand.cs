using System.CommandLine;
using System.Globalization;
using Onebox.Api;
using Onebox.Api.Evaluation;
using Onebox.Cli.Connection;
using Onebox.Cli.Output;

namespace Onebox.Cli.Evaluation;

/// <summary><c>onebox eval list</c>.</summary>
internal sealed class ListEvaluationsCommand() : BoxCommand("list", "Evaluations, the newest first.")
{
    protected override async Task<int> RunAsync(Invocation run, CancellationToken cancellation)
    {
        var evaluations = await run.Box.Evaluations.ListAsync(cancellation: cancellation);
        run.Print.Result(evaluations, ApiJson.Default.PageEvaluationInfo, page => Printer.Table(
            ["id", "name", "state", "started", "figures"],
            [.. page.Items.Select(e => new[] { e.Id, e.Name, e.State.ToString().ToLowerInvariant(), Units.Ago(e.CreatedAt), Figures(e) })],
            "No evaluations yet: onebox eval run --task gsm8k:PATH --models NAME"));
        return ExitCodes.Done;
    }

    private static string Figures(EvaluationInfo evaluation) => string.Join(", ", (evaluation.Result?.Scores ?? []).Take(4).Select(s =>
        $"{s.Model} {s.Task} {s.Scores.FirstOrDefault(m => m.Metric == s.Primary)?.Value.ToString("0.000", CultureInfo.CurrentCulture)}"));
}

/// <summary><c>onebox eval tasks</c>.</summary>
internal sealed class ListTasksToEvaluateCommand() : BoxCommand("tasks", "What --task takes.")
{
    protected override async Task<int> RunAsync(Invocation run, CancellationToken cancellation)
    {
        var tasks = await run.Box.Evaluations.TasksAsync(cancellation);
        run.Print.Result(tasks, ApiJson.Default.PageKnownTask, page => Printer.Table(["task", "kind", ""], [.. page.Items.Select(t => new[] { t.Spec, t.Kind, t.Summary })], ""));
        return ExitCodes.Done;
    }
}

/// <summary><c>onebox eval delete ID</c>.</summary>
internal sealed class DeleteEvaluationCommand : BoxCommand
{
    private readonly Argument<string> _evaluation = new("evaluation") { Description = "The evaluation's id." };

    public DeleteEvaluationCommand()
        : base("delete", "Forget an evaluation and its items.") => Arguments.Add(_evaluation);

    protected override async Task<int> RunAsync(Invocation run, CancellationToken cancellation)
    {
        await run.Box.Evaluations.DeleteAsync(run.Get(_evaluation), cancellation);
        run.Print.Done(run.Get(_evaluation), "forgotten", $"{run.Get(_evaluation)} is forgotten.");
        return ExitCodes.Done;
    }
}
