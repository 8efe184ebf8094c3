using System.CommandLine;
using Onebox.Api;
using Onebox.Cli.Connection;
using Onebox.Cli.Output;

namespace Onebox.Cli.Prediction;

/// <summary><c>onebox predictions list</c>.</summary>
internal sealed class ListPredictionsCommand() : BoxCommand("list", "Predictions over datasets, the newest first.")
{
    protected override async Task<int> RunAsync(Invocation run, CancellationToken cancellation)
    {
        var predictions = await run.Box.Predictions.ListAsync(cancellation: cancellation);
        run.Print.Result(predictions, ApiJson.Default.PagePredictionInfo, page => Printer.Table(
            ["id", "when", "route", "dataset", "state", "rows", "answered", "errors", "cut", "by"],
            [.. page.Items.Select(p => new[] { p.Id, Units.Ago(p.CreatedAt), p.Request.Route, p.Request.Dataset, p.State.ToString().ToLowerInvariant(), $"{p.Rows}", $"{p.Completed}", $"{p.Failed}", $"{p.Cut}", p.StartedBy })],
            "No predictions yet."));
        return ExitCodes.Done;
    }
}

/// <summary><c>onebox predictions fetch ID --out FILE.jsonl</c>: the answers of one that was started with <c>--no-wait</c>, or whose command ended before it.</summary>
internal sealed class FetchPredictionCommand : BoxCommand
{
    private readonly Argument<string> _prediction = new("prediction") { Description = "The prediction's id." };
    private readonly OutFile _out = new("Where the answers go, a row a line.", "FILE.jsonl");

    public FetchPredictionCommand()
        : base("fetch", "Write a prediction's answers into a file.")
    {
        Arguments.Add(_prediction);
        _out.AddTo(this);
    }

    protected override async Task<int> RunAsync(Invocation run, CancellationToken cancellation)
    {
        var file = _out.ReadHere(run);
        await PredictionFile.FetchAsync(run, run.Get(_prediction), file, _out.MayReplace(run), cancellation);
        return ExitCodes.Done;
    }
}
