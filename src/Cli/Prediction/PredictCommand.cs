using System.CommandLine;
using Onebox.Api;
using Onebox.Api.Prediction;
using Onebox.Cli.Connection;
using Onebox.Cli.Output;

namespace Onebox.Cli.Prediction;

/// <summary><c>onebox predict --route ROUTE --dataset NAME --out FILE.jsonl</c>: an answer beside every row, in the engine's idle time.</summary>
internal sealed class PredictCommand : BoxCommand
{
    private readonly Option<string> _route = new("--route") { Description = "What to ask.", HelpName = "ROUTE", Required = true };
    private readonly Option<string> _dataset = new("--dataset") { Description = "The dataset whose rows are asked: NAME or NAME@VERSION.", HelpName = "NAME", Required = true };
    private readonly OutFile _out = new("Where the answers go, a row a line.", "FILE.jsonl");
    private readonly Option<string?> _split = new("--split") { Description = "train, validation or test (all rows).", HelpName = "SPLIT" };
    private readonly Option<int?> _limit = new("--limit") { Description = "So many rows.", HelpName = "N" };
    private readonly Option<int?> _maxTokens = new("--max-tokens") { Description = "Longest answer (about twice the longest that the dataset expects; 256 where it expects none).", HelpName = "N" };
    private readonly Option<double?> _temperature = new("--temperature") { Description = "0 for the likeliest answer (0).", HelpName = "T" };
    private readonly Option<long?> _seed = new("--seed") { Description = "Draws alike again.", HelpName = "N" };
    private readonly Option<string?> _system = new("--system") { Description = "A system message before each row that has none.", HelpName = "TEXT" };
    private readonly Option<bool> _noWait = new("--no-wait") { Description = "Return at once with the task's id; the answers stay on the box: 'onebox predictions fetch'." };

    public PredictCommand()
        : base("predict", "Ask a route about every row of a dataset.")
    {
        foreach (var option in (Option[])[_route, _dataset, _split, _limit, _maxTokens, _temperature, _seed, _system, _noWait]) Options.Add(option);
        _out.AddTo(this);
    }

    protected override async Task<int> RunAsync(Invocation run, CancellationToken cancellation)
    {
        var file = _out.ReadHere(run);
        var request = new PredictRequest(
            run.Get(_route)!, run.Get(_dataset)!, run.Get(_split), run.Get(_maxTokens), run.Get(_temperature), run.Get(_seed), run.Get(_system), run.Get(_limit));
        var accepted = await run.Box.Predictions.StartAsync(request, cancellation);
        if (run.Get(_noWait))
        {
            run.Print.Result(accepted, ApiJson.Default.TaskAccepted, a => Console.Out.WriteLine(a.TaskId));
            return ExitCodes.Done;
        }

        await TaskBar.WaitAsync(run, accepted.TaskId, cancellation);
        await PredictionFile.FetchAsync(run, accepted.ResourceId!, file, _out.MayReplace(run), cancellation);
        return ExitCodes.Done;
    }
}
