using System.CommandLine;
using System.Globalization;
using Onebox.Api;
using Onebox.Api.Knowledge;
using Onebox.Cli.Connection;
using Onebox.Cli.Output;

namespace Onebox.Cli.Knowledge;

/// <summary><c>onebox kb evaluate NAME --questions FILE.jsonl</c>: measures, and learns the weights of text and vectors from it.</summary>
internal sealed class EvaluateBaseCommand : BoxCommand
{
    private readonly Argument<string> _name = new("name") { Description = "The base's name or id." };
    private readonly Option<string?> _questions = new("--questions") { Description = "A question a line: {\"question\",\"answers\":[…],\"documents\":[…],\"answerable\"}. Kept with the base (the base's own).", HelpName = "FILE" };
    private readonly Option<string?> _route = new("--route") { Description = "Also have this model answer every question.", HelpName = "ROUTE" };
    private readonly Option<int?> _top = new("--top") { Description = "The k of recall@k (10).", HelpName = "K" };
    private readonly Option<bool> _noLearn = new("--no-learn") { Description = "Leave the base's weights as they are." };
    private readonly Option<bool> _compare = new("--compare") { Description = "Also with and without what can be set: ranking again, and with --route what stands around passages." };
    private readonly Option<string[]> _atLeast = new("--at-least") { Description = "A gate: ndcg=0.9 (also recall, mrr, f1, citationPrecision, citationSupport, notInDocuments). Below it the exit code is 1.", HelpName = "MEASURE=N", AllowMultipleArgumentsPerToken = true };

    public EvaluateBaseCommand()
        : base("evaluate", "Measure retrieval and answers by a question set.")
    {
        Arguments.Add(_name);
        foreach (var option in (Option[])[_questions, _route, _top, _noLearn, _compare, _atLeast]) Options.Add(option);
    }

    protected override async Task<int> RunAsync(Invocation run, CancellationToken cancellation)
    {
        var questions = run.Get(_questions) is { } file ? Questions(file) : null;
        var gate = (run.Get(_atLeast) ?? []).Select(Bar).ToDictionary(StringComparer.Ordinal);
        var request = new EvaluateKnowledgeRequest(questions, run.Get(_route), run.Get(_top), Learn: !run.Get(_noLearn), AtLeast: gate.Count == 0 ? null : gate, Compare: run.Get(_compare));
        var accepted = await run.Box.Knowledge.EvaluateAsync(run.Get(_name), request, cancellation);
        await TaskBar.WaitAsync(run, accepted.TaskId, cancellation);
        var result = await run.Box.Knowledge.EvaluationAsync(run.Get(_name), accepted.ResourceId!, cancellation);
        run.Print.Result(result, ApiJson.Default.KnowledgeEvaluation, Show);
        return result.Passed == false ? ExitCodes.Failed : ExitCodes.Done;
    }

    private static void Show(KnowledgeEvaluation result)
    {
        static string Share(double? value) => value is { } v ? v.ToString("0.0000", CultureInfo.CurrentCulture) : "–";
        string[] Row(string name, RetrievalQuality quality) => [name, Share(quality.RecallAtK), Share(quality.NdcgAt10), Share(quality.Mrr)];
        Console.Out.WriteLine($"{result.Questions} questions, {result.Judged} with a known place");
        Printer.Table(["mode", $"recall@{result.Top}", "nDCG@10", "MRR"], [Row("text", result.Text), Row("vector", result.Vector), Row("hybrid", result.Hybrid)], "");
        Console.Out.WriteLine(string.Create(CultureInfo.CurrentCulture, $"weights: text {result.Fusion.TextWeight:0.##} : vectors {result.Fusion.VectorWeight:0.##}"));
        if (result.Answers is { } answers)
        {
            Printer.Facts(
                ("Answer F1", Share(answers.F1)), ("Exact", Share(answers.Exact)), ("Citation precision", Share(answers.CitationPrecision)), ("Answers with support", Share(answers.CitationSupport)),
                ("Right document cited", Share(answers.CitationCorrect)), ("Not in the documents", Share(answers.NotInDocuments)), ("Failed", answers.Failed == 0 ? null : $"{answers.Failed}"));
        }

        if (result.Compared is { Count: > 0 } compared)
        {
            Printer.Table(
                ["setting", "nDCG@10", "MRR", "F1", "answer given", "ms a question", "change (95 %)"],
                [.. compared.Select(c => new[] { c.Setting, Share(c.Retrieval?.NdcgAt10), Share(c.Retrieval?.Mrr), Share(c.Answers?.F1), Share(c.Answers?.InPassages), c.Times.Total.ToString("0", CultureInfo.CurrentCulture), Change(c.Change) })], "");
        }

        Console.Out.WriteLine(string.Create(CultureInfo.CurrentCulture, $"a question: {result.Times.Search:0.0} ms search, {result.Times.Model:0} ms model"));
        foreach (var note in result.Notes ?? []) Console.Out.WriteLine($"note: {note}");
        foreach (var shortfall in result.Shortfalls ?? []) Console.Out.WriteLine($"below the gate: {shortfall}");
    }

    private static string Change(SettingChange? change)
    {
        return change is null ? "" : $"{(change.Measure == "f1" ? "F1" : "nDCG")} {Signed(change.Mean)} ({Signed(change.Low)} to {Signed(change.High)})";

        static string Signed(double value) => value.ToString("+0.000;-0.000;0.000", CultureInfo.CurrentCulture);
    }

    private static KeyValuePair<string, double> Bar(string text) =>
        text.Split('=') is [var measure, var value] && double.TryParse(value, CultureInfo.InvariantCulture, out var least) ? new(measure, least) : throw new UsageException($"A gate is written ndcg=0.9, not {text}.");

    private static List<KnowledgeQuestion> Questions(string file)
    {
        if (!File.Exists(file)) throw new UsageException($"There is no file {file}.");
        try
        {
            return QuestionLines.Read(File.ReadLines(file));
        }
        catch (FormatException error)
        {
            throw new UsageException($"{file}, {error.Message}");
        }
    }
}
