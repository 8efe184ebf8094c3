using System.CommandLine;
using System.Globalization;
using Onebox.Api;
using Onebox.Api.Evaluation;
using Onebox.Cli.Connection;
using Onebox.Cli.Output;

namespace Onebox.Cli.Evaluation;

/// <summary><c>onebox eval show ID</c>.</summary>
internal sealed class ShowEvaluationCommand : BoxCommand
{
    private readonly Argument<string> _evaluation = new("evaluation") { Description = "The evaluation's id." };

    public ShowEvaluationCommand()
        : base("show", "One evaluation's figures.") => Arguments.Add(_evaluation);

    protected override async Task<int> RunAsync(Invocation run, CancellationToken cancellation)
    {
        var evaluation = await run.Box.Evaluations.GetAsync(run.Get(_evaluation), cancellation);
        run.Print.Result(evaluation, ApiJson.Default.EvaluationInfo, Show);
        return ExitCodes.Done;
    }

    public static void Show(EvaluationInfo evaluation)
    {
        Printer.Facts(("Evaluation", evaluation.Name), ("Id", evaluation.Id), ("State", evaluation.State.ToString().ToLowerInvariant()), ("Cause", evaluation.Failure?.Cause), ("Remedy", evaluation.Failure?.Remedy));
        if (evaluation.Result is not { } result) return;
        Console.Out.WriteLine();
        Printer.Table(
            ["task", "model", "metric", "score", "± error", "95 % interval", "items", "notes"],
            [.. result.Scores.SelectMany(s => s.Scores.Select(score => Row(s, score)))],
            "No scores.");
        if (result.Scores.Any(s => s.Groups.Count > 0))
        {
            Console.Out.WriteLine();
            Printer.Table(
                ["task", "part", .. result.Models.Select(m => m.Name)],
                [.. result.Scores.GroupBy(s => s.Task).SelectMany(task => task.SelectMany(s => s.Groups.Select(g => g.Group)).Distinct(StringComparer.Ordinal).Select(group => Parts(task.Key, group, [.. result.Models.Select(m => task.FirstOrDefault(s => s.Model == m.Name))])))],
                "");
        }

        if (result.Comparisons.Count > 0)
        {
            Console.Out.WriteLine();
            Printer.Table(
                ["task", "metric", "compared", "difference", "95 % interval", "p", "better", "worse", "test"],
                [.. result.Comparisons.Select(c => new[]
                {
                    c.Task, c.Metric, $"{c.Candidate} with {c.Base}", Signed(c.Difference), $"{Signed(c.Low)} to {Signed(c.High)}", Number(c.McNemar?.PValue ?? c.PValue),
                    $"{c.Better}", $"{c.Worse}", c.McNemar is { } m ? $"McNemar {m.Method}" : "paired bootstrap",
                })],
                "");
            Console.Out.WriteLine($"\nThe items that changed: onebox eval compare {evaluation.Id}");
        }

        foreach (var judged in result.Judged ?? []) Console.Out.WriteLine($"\n{Sentence(judged)}");
        if (result.Contamination.Count == 0) Console.Out.WriteLine("\nNobody looked whether the items were in training data: what the models were trained on is not known here. '--against DATASET' looks in one.");
        foreach (var found in result.Contamination) Console.Out.WriteLine($"{found.Task}: {found.Found} of {found.Items} items share words with {string.Join(", ", found.Against)}{(found.Found > 0 ? "; '--exclude-contaminated' leaves them out" : "")}.");
    }

    private static string[] Parts(string task, string group, IReadOnlyList<TaskScores?> models) =>
    [
        task, group,
        .. models.Select(m => m?.Groups.FirstOrDefault(g => g.Group == group) is { } part ? $"{Number(part.Value)}{(part.StandardError is { } error ? $" ± {Number(error)}" : "")} of {part.Count}" : ""),
    ];

    private static string Sentence(JudgeSummary judged)
    {
        List<string> others = [];
        void Add(int count, string what)
        {
            if (count > 0) others.Add($"{count} {what}");
        }

        Add(judged.Ties, "ties");
        Add(judged.Same, "with the same answer");
        Add(judged.FirstPlace, "for whichever stood first");
        Add(judged.SecondPlace, "for whichever stood second");
        Add(judged.Unclear, "without a verdict");
        Add(judged.NotAsked, "not judged");
        var rest = others.Count > 0 ? $", as ties {string.Join(", ", others)}" : "";
        var bias = judged.PositionBias ? $"\n! {judged.Judge} prefers a place (p = {Number(judged.PositionBiasPValue ?? 1)}): take another judge, or many more items." : "";
        return $"{judged.Task}: {judged.Judge} finds {judged.Candidate} better than {judged.Base} in {judged.Wins} of {judged.Items} pairs, worse in {judged.Losses}{rest}; win rate {Number(judged.WinRate)}{(judged.StandardError is { } error ? $" ± {Number(error)}" : "")}.{bias}";
    }

    private static string[] Row(TaskScores scores, Score score)
    {
        List<string> notes = [];
        if (score.Metric == scores.Primary) notes.Add("primary");
        if (score.LowerIsBetter) notes.Add("lower is better");
        if (scores.Failed > 0) notes.Add($"{scores.Failed} not answered");
        if (scores.Excluded > 0) notes.Add($"{scores.Excluded} left out");
        if (scores.FewerShots > 0) notes.Add($"{scores.FewerShots} with fewer examples");
        return [scores.Task, scores.Model, score.Metric, Number(score.Value), score.StandardError is { } error ? Number(error) : "", score is { Low: { } low, High: { } high } ? $"{Number(low)} to {Number(high)}" : "", $"{score.Count}", string.Join(", ", notes)];
    }

    private static string Number(double value) => value.ToString("0.0000", CultureInfo.CurrentCulture);

    private static string Signed(double value) => value.ToString("+0.0000;-0.0000;0.0000", CultureInfo.CurrentCulture);
}
