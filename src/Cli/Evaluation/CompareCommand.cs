using System.CommandLine;
using System.Globalization;
using Onebox.Api;
using Onebox.Api.Evaluation;
using Onebox.Cli.Connection;

namespace Onebox.Cli.Evaluation;

/// <summary><c>onebox eval compare ID</c>: the items that got better and worse, side by side.</summary>
internal sealed class CompareCommand : BoxCommand
{
    private const int Shown = 300;

    private readonly Argument<string> _evaluation = new("evaluation") { Description = "The evaluation's id." };
    private readonly Option<string?> _task = new("--task") { Description = "Which task (the first).", HelpName = "NAME" };
    private readonly Option<string?> _candidate = new("--candidate") { Description = "Which model (the second).", HelpName = "NAME" };
    private readonly Option<string> _show = new("--show") { Description = "changed, better, worse or all.", HelpName = "WHICH", DefaultValueFactory = _ => "changed" };
    private readonly Option<int> _limit = new("--limit") { Description = "So many items.", HelpName = "N", DefaultValueFactory = _ => 20 };

    public CompareCommand()
        : base("compare", "Two models side by side on the items that changed.")
    {
        Arguments.Add(_evaluation);
        foreach (var option in (Option[])[_task, _candidate, _show, _limit]) Options.Add(option);
    }

    protected override async Task<int> RunAsync(Invocation run, CancellationToken cancellation)
    {
        var comparison = await run.Box.Evaluations.CompareAsync(run.Get(_evaluation), run.Get(_task), null, run.Get(_candidate), run.Get(_show)!, 0, run.Get(_limit), cancellation);
        run.Print.Result(comparison, ApiJson.Default.ComparisonInfo, Show);
        return ExitCodes.Done;
    }

    private static void Show(ComparisonInfo info)
    {
        var c = info.Comparison;
        Console.Out.WriteLine($"{c.Task}: {c.Candidate} with {c.Base}, {c.Metric} {Signed(c.Difference)} ({Signed(c.Low)} to {Signed(c.High)}); {c.Better} of {c.Items} items better, {c.Worse} worse");
        foreach (var item in info.Items)
        {
            Console.Out.WriteLine();
            Console.Out.WriteLine($"{item.Id}  {Number(item.BaseScore)} → {Number(item.CandidateScore)}");
            Console.Out.WriteLine($"  asked     {Line(item.Question)}");
            Console.Out.WriteLine($"  expected  {Line(item.Expected)}");
            Console.Out.WriteLine($"  {c.Base}: {Line(item.BaseAnswer)}");
            Console.Out.WriteLine($"  {c.Candidate}: {Line(item.CandidateAnswer)}");
        }
    }

    private static string Line(string text)
    {
        var one = text.ReplaceLineEndings(" ").Trim();
        return one.Length <= Shown ? one : one[..Shown] + "…";
    }

    private static string Number(double value) => value.ToString("0.###", CultureInfo.CurrentCulture);

    private static string Signed(double value) => value.ToString("+0.0000;-0.0000;0.0000", CultureInfo.CurrentCulture);
}
