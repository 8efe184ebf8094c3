using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using Onebox.Api;
using Onebox.Api.Knowledge;
using Onebox.Cli.Connection;

namespace Onebox.Cli.Knowledge;

/// <summary><c>onebox kb search NAME "question"</c>, or <c>--queries FILE.jsonl</c> for many: <c>{"id","text"}</c> a line in, <c>{"id","hits":[…]}</c> a line out.</summary>
internal sealed class SearchBaseCommand : BoxCommand
{
    /// <summary>Questions under way at once.</summary>
    private const int Together = 8;

    private readonly Argument<string> _name = new("name") { Description = "The base's name or id." };
    private readonly Argument<string?> _question = new("question") { Description = "What to search for.", Arity = ArgumentArity.ZeroOrOne };
    private readonly Option<int?> _top = new("--top") { Description = "How many hits (10).", HelpName = "N" };
    private readonly Option<string?> _mode = new("--mode") { Description = "hybrid, text or vector.", HelpName = "MODE" };
    private readonly Option<string?> _queries = new("--queries") { Description = "A file with a question a line: {\"id\",\"text\"}; its hits a line out, each document once.", HelpName = "FILE" };
    private readonly Option<bool> _brief = new("--brief") { Description = "Leave out the hits' texts: for many hits of many questions." };
    private readonly Option<bool> _passages = new("--passages") { Description = "With --queries: every passage that is found, not each document once by its best." };
    private readonly Option<double?> _minScore = new("--min-score") { Description = "Leave out hits that score less (0.15; with --queries 0).", HelpName = "S" };
    private readonly Option<string?> _type = new("--type") { Description = "Only documents of this type: pdf.", HelpName = "TYPE" };
    private readonly Option<string?> _folder = new("--folder") { Description = "Only documents below this folder.", HelpName = "FOLDER" };
    private readonly Option<string?> _tag = new("--tag") { Description = "Only documents with this tag.", HelpName = "TAG" };
    private readonly Option<string?> _document = new("--document") { Description = "Only this document.", HelpName = "NAME" };
    private readonly Option<string?> _owner = new("--owner") { Description = "Only documents that this user added.", HelpName = "NAME" };
    private readonly Option<DateTimeOffset?> _after = new("--after") { Description = "Only documents whose file was changed at this time or later: 2026-01-31.", HelpName = "TIME" };
    private readonly Option<DateTimeOffset?> _before = new("--before") { Description = "Only documents whose file was changed before this time.", HelpName = "TIME" };

    public SearchBaseCommand()
        : base("search", "Find passages.")
    {
        Arguments.Add(_name);
        Arguments.Add(_question);
        foreach (var option in (Option[])[_top, _mode, _queries, _passages, _brief, _minScore, _type, _folder, _tag, _document, _owner, _after, _before]) Options.Add(option);
    }

    protected override async Task<int> RunAsync(Invocation run, CancellationToken cancellation)
    {
        var filter = new KnowledgeFilter(run.Get(_type), run.Get(_folder), run.Get(_owner), run.Get(_tag), run.Get(_document), run.Get(_after), run.Get(_before));
        var request = new SearchKnowledgeRequest("", run.Get(_top), ModeOf(run.Get(_mode)), filter == new KnowledgeFilter() ? null : filter, Brief: run.Get(_brief), MinScore: run.Get(_minScore));
        if (run.Get(_queries) is not null && run.Get(_question) is not null) throw new UsageException("Either a question or --queries FILE, not both.");
        if (run.Get(_queries) is { } file) return await ManyAsync(run, file, request, cancellation);
        if (run.Get(_question) is not { Length: > 0 } question) throw new UsageException("Say what to search for, or name a file with --queries.");
        var found = await run.Box.Knowledge.SearchAsync(run.Get(_name), request with { Query = question }, cancellation);
        foreach (var note in found.Notes ?? []) Console.Error.WriteLine($"note: {note}");
        run.Print.Result(found.Hits, ApiJson.Default.KnowledgeHitList, Show);
        return ExitCodes.Done;
    }

    internal static SearchMode? ModeOf(string? mode) => mode?.ToLowerInvariant() switch
    {
        null => null,
        "hybrid" => SearchMode.Hybrid,
        "text" => SearchMode.Text,
        "vector" => SearchMode.Vector,
        _ => throw new UsageException($"A mode is hybrid, text or vector, not {mode}."),
    };

    private static void Show(IReadOnlyList<KnowledgeHit> hits)
    {
        if (hits.Count == 0) Console.Out.WriteLine("Nothing was found.");
        foreach (var hit in hits)
        {
            var place = hit.Range ?? (hit.Page is { } page ? $"page {page}" : null);
            Console.Out.WriteLine(string.Create(CultureInfo.CurrentCulture, $"{hit.Score:0.00}  {hit.Document}{(place is null ? "" : $", {place}")}{(hit.Heading is null ? "" : $" · {hit.Heading}")}"));
            if (hit.Text.Length == 0) continue;
            var text = hit.Text.ReplaceLineEndings(" ");
            Console.Out.WriteLine($"      {(text.Length > 220 ? text[..220] + "…" : text)}");
        }
    }

    private async Task<int> ManyAsync(Invocation run, string file, SearchKnowledgeRequest request, CancellationToken cancellation)
    {
        if (!File.Exists(file)) throw new UsageException($"There is no file {file}.");
        // All lines before the first question: a wrong one in the last line is told at once, and nothing half done comes out.
        var queries = File.ReadLines(file).Index().Where(line => !string.IsNullOrWhiteSpace(line.Item)).Select(line => Read(line.Item, $"{file}, line {line.Index + 1}")).ToList();
        var name = run.Get(_name);
        // There is something to say of the base also where there is nothing to ask.
        if (queries.Count == 0) await run.Box.Knowledge.GetAsync(name, cancellation);
        await using var output = new StreamWriter(Console.OpenStandardOutput());
        var waiting = new Queue<Task<string>>();
        foreach (var query in queries)
        {
            waiting.Enqueue(OneAsync(run, name, query, request with { MinScore = request.MinScore ?? 0, Once = !run.Get(_passages) }, cancellation));
            if (waiting.Count == Together) await output.WriteLineAsync(await waiting.Dequeue());
        }

        while (waiting.TryDequeue(out var answer)) await output.WriteLineAsync(await answer);
        return ExitCodes.Done;
    }

    private sealed record Query(string Id, string Text, string Place);

    private static async Task<string> OneAsync(Invocation run, string name, Query query, SearchKnowledgeRequest request, CancellationToken cancellation)
    {
        try
        {
            // A line in, a line out: nothing is found by a question without words.
            IReadOnlyList<KnowledgeHit> hits = string.IsNullOrWhiteSpace(query.Text) ? [] : (await run.Box.Knowledge.SearchAsync(name, request with { Query = query.Text }, cancellation)).Hits;
            return $"{{\"id\":{query.Id},\"hits\":{JsonSerializer.Serialize(hits, ApiJson.Default.KnowledgeHitList)}}}";
        }
        catch (BoxException error) when (error.Problem.Errors?.ContainsKey("query") == true)
        {
            throw new UsageException($"{query.Place}: {error.Problem.Detail}");
        }
    }

    private static Query Read(string line, string place)
    {
        try
        {
            using var json = JsonDocument.Parse(line);
            return new Query(json.RootElement.GetProperty("id").GetRawText(), json.RootElement.GetProperty("text").GetString() ?? "", place);
        }
        catch (Exception error) when (error is JsonException or KeyNotFoundException or InvalidOperationException)
        {
            throw new UsageException($"{place}: a line is {{\"id\":…,\"text\":\"…\"}}.");
        }
    }
}
