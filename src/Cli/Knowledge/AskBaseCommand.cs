using System.CommandLine;
using Onebox.Api;
using Onebox.Api.Knowledge;
using Onebox.Cli.Connection;

namespace Onebox.Cli.Knowledge;

/// <summary><c>onebox kb ask NAME "question" --route ROUTE</c>.</summary>
internal sealed class AskBaseCommand : BoxCommand
{
    private readonly Argument<string> _name = new("name") { Description = "The base's name or id." };
    private readonly Argument<string> _question = new("question") { Description = "What to ask." };
    private readonly Option<string?> _route = new("--route") { Description = "Which model answers (the base's own).", HelpName = "ROUTE" };
    private readonly Option<int?> _passages = new("--passages") { Description = "The most that the model is given (4).", HelpName = "N" };
    private readonly Option<string?> _mode = new("--mode") { Description = "hybrid, text or vector.", HelpName = "MODE" };
    private readonly Option<int?> _maxTokens = new("--max-tokens") { Description = "The longest answer (256).", HelpName = "N" };
    private readonly Option<string?> _document = new("--document") { Description = "Only this document.", HelpName = "NAME" };

    public AskBaseCommand()
        : base("ask", "Ask a question; the answer cites the passages that it stands in.")
    {
        Arguments.Add(_name);
        Arguments.Add(_question);
        foreach (var option in (Option[])[_route, _passages, _mode, _maxTokens, _document]) Options.Add(option);
    }

    protected override async Task<int> RunAsync(Invocation run, CancellationToken cancellation)
    {
        var filter = run.Get(_document) is { } document ? new KnowledgeFilter(Document: document) : null;
        var request = new AskKnowledgeRequest(run.Get(_question), run.Get(_route), run.Get(_passages), SearchBaseCommand.ModeOf(run.Get(_mode)), filter, null, run.Get(_maxTokens));
        if (run.Print.IsJson)
        {
            run.Print.Result(await run.Box.Knowledge.AskAsync(run.Get(_name), request, cancellation), ApiJson.Default.KnowledgeAnswer, _ => { });
            return ExitCodes.Done;
        }

        var begun = false;
        await foreach (var step in run.Box.Knowledge.AskStreamAsync(run.Get(_name), request, cancellation))
        {
            if (step.Error is { } error)
            {
                if (begun) Console.Out.WriteLine();
                throw new BoxException(new ProblemDetails { Code = error.Code ?? error.Type, Detail = error.Message, Status = 500 });
            }

            Console.Out.Write(step.Delta);
            begun |= step.Delta is not null;
            if (step.Answer is { } answer) Show(answer);
        }

        return ExitCodes.Done;
    }

    private static void Show(KnowledgeAnswer answer)
    {
        Console.Out.WriteLine();
        foreach (var citation in answer.Citations)
        {
            var place = citation.Range ?? (citation.Page is { } page ? $"page {page}" : null);
            Console.Out.WriteLine($"\n[{citation.Number}] {citation.Document}{(place is null ? "" : $", {place}")}{(citation.Supports ? "" : " (does not say this)")}\n    “{citation.Quote.ReplaceLineEndings(" ")}”");
        }

        if (answer.Table is { } table) Console.Out.WriteLine($"\nCalculated over {table.RowsRead} rows: {table.Sql}");
        foreach (var note in answer.Notes ?? []) Console.Error.WriteLine($"note: {note}");
    }
}
