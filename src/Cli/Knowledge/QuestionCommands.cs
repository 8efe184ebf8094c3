using System.CommandLine;
using Onebox.Api;
using Onebox.Api.Knowledge;
using Onebox.Cli.Connection;
using Onebox.Cli.Output;

namespace Onebox.Cli.Knowledge;

/// <summary><c>onebox kb questions list NAME</c>.</summary>
internal sealed class ListQuestionsCommand : BoxCommand
{
    private readonly Argument<string> _name = new("name") { Description = "The base's name or id." };

    public ListQuestionsCommand()
        : base("list", "The questions that a base is measured by.") => Arguments.Add(_name);

    protected override async Task<int> RunAsync(Invocation run, CancellationToken cancellation)
    {
        run.Print.Result(await run.Box.Knowledge.QuestionsAsync(run.Get(_name), cancellation), ApiJson.Default.PageKnowledgeQuestion, Show);
        return ExitCodes.Done;
    }

    internal static void Show(Page<KnowledgeQuestion> page) => Printer.Table(
        ["question", "answer", "document", "written by"],
        [.. page.Items.Select(q => new[] { q.Question, q.Answerable ? q.Answers is [var answer, ..] ? answer : "" : "(not in the documents)", q.Documents is [var document, ..] ? document : "", q.WrittenBy ?? "a person" })],
        "No questions yet. Have a model write some: onebox kb questions write NAME --route ROUTE");
}

/// <summary><c>onebox kb questions write NAME --route ROUTE</c>.</summary>
internal sealed class WriteQuestionsCommand : BoxCommand
{
    private readonly Argument<string> _name = new("name") { Description = "The base's name or id." };
    private readonly Option<string> _route = new("--route") { Description = "Which model writes.", HelpName = "ROUTE", Required = true };
    private readonly Option<int?> _count = new("--count") { Description = "How many (50); bad ones are left out.", HelpName = "N" };
    private readonly Option<int?> _seed = new("--seed") { Description = "Which chunks are taken (1).", HelpName = "N" };

    public WriteQuestionsCommand()
        : base("write", "Have a model write questions from a base's chunks; those that people gave stay.")
    {
        Arguments.Add(_name);
        foreach (var option in (Option[])[_route, _count, _seed]) Options.Add(option);
    }

    protected override async Task<int> RunAsync(Invocation run, CancellationToken cancellation)
    {
        var accepted = await run.Box.Knowledge.WriteQuestionsAsync(run.Get(_name), new WriteQuestionsRequest(run.Get(_route)!, run.Get(_count), run.Get(_seed)), cancellation);
        await TaskBar.WaitAsync(run, accepted.TaskId, cancellation);
        run.Print.Result(await run.Box.Knowledge.QuestionsAsync(run.Get(_name), cancellation), ApiJson.Default.PageKnowledgeQuestion, ListQuestionsCommand.Show);
        return ExitCodes.Done;
    }
}
