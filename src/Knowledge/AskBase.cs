using System.Diagnostics;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Onebox.Api;
using Onebox.Api.Knowledge;
using Onebox.Catalog;
using Onebox.Kernel;
using Onebox.Kernel.Access;
using Onebox.Knowledge.Answering;
using Onebox.Knowledge.Index;
using Onebox.Knowledge.Retrieval;
using Onebox.Knowledge.Tables;
using Onebox.Serving;

namespace Onebox.Knowledge;

/// <summary>
/// <c>POST /api/knowledge/{base}/ask</c>: search → an exact question over a table is calculated → else passages that fit the model's context → the model's words → citations
/// checked. Whoever asks gets passages only of what they may read.
/// </summary>
internal sealed class AskBase(Bases bases, IServing serving, RouteLimits limits, Rerank rerank, SecondReading second, ICatalog catalog, IOptions<KnowledgeOptions> options, KnowledgeMetrics metrics, ILogger<AskBase> log)
{
    public const int MostPassages = 20;
    private const int DefaultPassages = 4;
    private const int DefaultTokens = 256;

    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapPost("/api/knowledge/{base}/ask", async Task (string @base, AskKnowledgeRequest request, HttpContext http, AskBase ask, CancellationToken cancellation) =>
        {
            if (request.Stream) await ask.StreamAsync(@base, request, http, cancellation);
            else await Results.Json(await ask.RunAsync(@base, request, http.Caller(), null, cancellation), ApiJson.Default.KnowledgeAnswer).ExecuteAsync(http);
        }).Allow(Actions.Infer).WithName("AskKnowledge").WithTags("Knowledge").Produces<KnowledgeAnswer>();

    /// <param name="delta">Gets the model's words as they come; null for the whole at once.</param>
    public async Task<KnowledgeAnswer> RunAsync(string nameOrId, AskKnowledgeRequest request, Caller caller, Func<string, Task>? delta, CancellationToken cancellation)
    {
        new Validation()
            .Require(!string.IsNullOrWhiteSpace(request.Question) && request.Question.Length <= 10_000, "question", "A question has 1 to 10,000 characters.")
            .Require(request.Passages is null or (> 0 and <= MostPassages), "passages", $"1 to {MostPassages} passages can be given.")
            .Require(request.MaxTokens is null or (> 0 and <= 32_768), "maxTokens", "An answer has 1 to 32,768 tokens.")
            .ThrowIfInvalid();
        if (!caller.May(Actions.KnowledgeRead)) throw KnowledgeErrors.MayNotRead(caller.Name);
        var begun = Stopwatch.GetTimestamp();
        var opened = await bases.OpenAsync(nameOrId, cancellation);
        var searchedFor = FollowUp.Rewrite(request.Question, request.History);
        var found = await Search.RunAsync(
            opened.Index, opened.Embedder, opened.Fusion, request.Mode ?? SearchMode.Hybrid, searchedFor, 4 * (request.Passages ?? DefaultPassages), Readership.Of(caller), DocumentFilter.Of(request.Filter), cancellation);
        List<Hit> best = [.. found.Hits.Where(h => h.Score >= SearchBase.Floor)];
        var (hits, note) = request.Rerank ? await rerank.RunAsync(opened, searchedFor, best, caller, cancellation) : (best, null);
        var searched = Stopwatch.GetElapsedTime(begun).TotalMilliseconds;

        var answer = AnswerFromTable.Run(opened, request.Question, [.. hits, .. found.Hits]) is { } calculated
            ? await TellAsync(calculated, delta)
            : await NotCalculatedAsync(opened, request, hits, caller, delta, cancellation);
        var total = Stopwatch.GetElapsedTime(begun).TotalMilliseconds;
        metrics.Answered(total, answer.Table is not null ? "calculated" : !answer.InDocuments ? "not_in_documents" : answer.Quoted ? "quoted" : answer.Supported ? "supported" : "unsupported");
        return answer with { Notes = SearchBase.Notes([found.Note, note, .. answer.Notes ?? []]), SearchedFor = searchedFor == request.Question ? null : searchedFor, Times = answer.Times with { Search = searched, Total = total } };
    }

    /// <summary>The model answers, but not what would have to be calculated from a table's rows.</summary>
    private async Task<KnowledgeAnswer> NotCalculatedAsync(OpenBase opened, AskKnowledgeRequest request, IReadOnlyList<Hit> hits, Caller caller, Func<string, Task>? delta, CancellationToken cancellation)
    {
        var readable = OneRow.Readable(request.Question, hits);
        if (readable.Count == hits.Count) return await FromModelAsync(opened, request, hits, caller, delta, cancellation);
        var table = hits.First(h => !readable.Contains(h));
        var words = OneRow.Header(table) is { } header ? $" Ask in the words of its columns: {header}" : "";
        var note = $"This asks to calculate with {table.Document.Name}. It was not understood for certain, and so nothing is guessed.{words}";
        // Prose that was found before it may say the number; what comes after it is hardly about it.
        if (readable.Count == 0 || readable[0] != hits[0]) return await TellAsync(NotSaid(null, [.. hits.Take(request.Passages ?? DefaultPassages).Select(SearchBase.Info)]) with { Answer = note }, delta);
        var answer = await FromModelAsync(opened, request, readable, caller, delta, cancellation);
        return answer with { Notes = [.. answer.Notes ?? [], note] };
    }

    private async Task<KnowledgeAnswer> FromModelAsync(OpenBase opened, AskKnowledgeRequest request, IReadOnlyList<Hit> hits, Caller caller, Func<string, Task>? delta, CancellationToken cancellation)
    {
        var route = request.Route ?? opened.Settings.Route ?? throw KnowledgeErrors.NoRoute(opened.Name);
        var model = new RouteModel(serving, limits, route, caller);
        var distinct = ChoosePassages.Distinct(hits, request.Passages ?? DefaultPassages);
        for (var mayTryAgain = true; ; mayTryAgain = false)
        {
            try
            {
                return await FromModelAsync(opened, request, distinct, model, route, delta, cancellation);
            }
            catch (PromptTooLongException tooLong)
            {
                // An engine elsewhere that reads less than was thought: what it said is known now.
                if (!mayTryAgain) throw KnowledgeErrors.RouteFailed(route, tooLong.Message);
            }
        }
    }

    private async Task<KnowledgeAnswer> FromModelAsync(OpenBase opened, AskKnowledgeRequest request, List<Hit> distinct, RouteModel model, string route, Func<string, Task>? delta, CancellationToken cancellation)
    {
        var began = Stopwatch.GetTimestamp();
        var context = await model.ContextTokensAsync(cancellation);
        var maxTokens = Math.Min(request.MaxTokens ?? DefaultTokens, Math.Max(16, context / 4));
        async Task<bool> FitsAsync(IReadOnlyList<Passage> tried, int most) => await model.CountAsync(Prompts.Of(tried, request.Question), cancellation) <= Math.Min(most, context - maxTokens);
        IReadOnlyList<Passage> passages = await ChoosePassages.FitAsync(distinct, tried => FitsAsync(tried, int.MaxValue));
        if (passages.Count == 0) return distinct.Count == 0 ? await TellAsync(NotSaid(route, []), delta) : throw KnowledgeErrors.ContextTooSmall(route, context);
        if (request.Around && passages.All(p => p.Text.Length == p.Hit.Chunk.Text.Length))
        {
            using var connection = opened.Index.Read();
            passages = await ReadAround.GrowAsync(connection, passages, tried => FitsAsync(tried, options.Value.ReadTokens));
        }

        var prompted = Stopwatch.GetElapsedTime(began).TotalMilliseconds;
        began = Stopwatch.GetTimestamp();
        // What may be set aside is not shown before.
        var isDoubted = SecondReading.IsNeeded(await model.ParametersAsync(catalog, cancellation));
        var (text, promptTokens, answerTokens) = await model.AnswerAsync(Prompts.Of(passages, request.Question), maxTokens, isDoubted ? null : delta, cancellation);
        var modelled = Stopwatch.GetElapsedTime(began).TotalMilliseconds;
        began = Stopwatch.GetTimestamp();
        var said = Prompts.SaysNotSaid(text) ? null : CheckCitations.Run(text, passages, request.Question);
        if (isDoubted) passages = SecondReading.Whole(passages, distinct);
        var result = isDoubted ? await second.SettleAsync(request.Question, said, passages, cancellation) : said;
        var answer = NotSaid(route, [.. passages.Select(p => SearchBase.Info(p.Hit) with { Text = p.Text })]);
        if (result is not null) answer = answer with { Answer = result.Answer, Citations = result.Citations, Supported = result.Supported, InDocuments = true, Quoted = result.Quoted };
        IReadOnlyList<string> notes = said is null || result == said ? [] : [$"The model's own words are set aside, as they bear less on the question: {text.Trim()}"];
        answer = answer with { Notes = SearchBase.Notes([.. result?.Notes ?? [], .. notes]) };
        if (isDoubted) await TellAsync(answer, delta);
        // What the check adds is part of the answer that streams.
        else if (delta is not null && result?.Answer.EndsWith(CheckCitations.Unsupported, StringComparison.Ordinal) == true) await delta($"\n\n{CheckCitations.Unsupported}");
        return answer with { Times = new AnswerTimes(0, prompted, modelled, Stopwatch.GetElapsedTime(began).TotalMilliseconds, 0, promptTokens, answerTokens) };
    }

    private static KnowledgeAnswer NotSaid(string? route, IReadOnlyList<KnowledgeHit> passages) => new()
    {
        Answer = Prompts.NotSaid,
        Citations = [],
        Supported = true,
        InDocuments = false,
        Passages = passages,
        Route = route,
        Times = new AnswerTimes(0, 0, 0, 0, 0),
    };

    private static async Task<KnowledgeAnswer> TellAsync(KnowledgeAnswer answer, Func<string, Task>? delta)
    {
        if (delta is not null) await delta(answer.Answer);
        return answer;
    }

    private Task StreamAsync(string nameOrId, AskKnowledgeRequest request, HttpContext http, CancellationToken cancellation)
    {
        var stream = new AnswerStream(http, log);
        static string Event(AnswerEvent data) => JsonSerializer.Serialize(data, ApiJson.Default.AnswerEvent);
        Task WordsAsync(string words) => stream.SendAsync(Event(new AnswerEvent(Delta: words)));
        return stream.RunAsync(
            async () => await stream.SendAsync(Event(new AnswerEvent(Answer: await RunAsync(nameOrId, request, http.Caller(), WordsAsync, cancellation)))),
            error => Event(new AnswerEvent(Error: error)));
    }
}
