using Onebox.Api;
using Onebox.Api.Deployments;
using Onebox.Api.Knowledge;
using Onebox.Api.Models;
using Onebox.Api.Tasks;
using Onebox.Testing;

namespace Onebox.Host.Tests;

/// <summary>Models that a base uses: to answer within their context, to embed, to rank, to write questions. Workers, records and index are the box's own.</summary>
public sealed class KnowledgeModelsTests : IAsyncLifetime
{
    private readonly string _folder = Directory.CreateTempSubdirectory("onebox-test-docs-").FullName;
    private RealBox _box = null!;

    public async ValueTask InitializeAsync()
    {
        _box = await RealBox.StartAsync();
        for (var i = 0; i < 6; i++)
            await File.WriteAllTextAsync(Path.Combine(_folder, $"plant{i}.md"), $"# Plant {i}\n\n{string.Join(' ', Enumerable.Range(0, 25).Select(n => $"Rule {n} of plant {i} says that pump number {(n * 7) + i} is greased on day {n + 1} by team {i}."))}\n");
        await _box.Client.Knowledge.CreateAsync(new CreateKnowledgeBaseRequest("works"));
        await DoneAsync((await _box.Client.Knowledge.AddAsync("works", new AddDocumentsRequest([_folder]))).TaskId);
    }

    public async ValueTask DisposeAsync()
    {
        await _box.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public async Task Ask_UnloadedDeployment_FitsItsContext()
    {
        // Its context is nowhere in its settings: only the engine knows it, once it is loaded again.
        var stories = SharedData.Find("stories260K.gguf");
        Assert.SkipWhen(stories is null, "shared/data/stories260K.gguf is not beside this checkout.");
        await DoneAsync((await _box.Client.Models.ImportAsync(new ImportModelRequest("stories", stories))).TaskId);
        await DoneAsync((await _box.Client.Deployments.DeployAsync(new DeployRequest("stories", "stories", new DeploymentSettings { Threads = 1, Parallel = 1, IdleUnloadSeconds = 1 }))).TaskId);
        await Eventually.TrueAsync(async () => (await _box.Client.Deployments.GetAsync("stories")).State == DeploymentState.Idle);
        var answer = await _box.Client.Knowledge.AskAsync("works", new AskKnowledgeRequest("Which pump is greased on day 3 by team 4?", "stories", MaxTokens: 24));
        Assert.NotEmpty(answer.Passages);
        Assert.InRange(answer.Times.PromptTokens!.Value, 100, 512 - 24);
        // So small a model is not believed: what it says has no bearing, and a sentence of the documents has.
        Assert.True(answer is { Quoted: true, Supported: true }, answer.Answer);
        Assert.Contains("team 4", answer.Citations.Single().Quote, StringComparison.Ordinal);
        var streamed = new List<AnswerEvent>();
        await foreach (var step in _box.Client.Knowledge.AskStreamAsync("works", new AskKnowledgeRequest("Who won the football match?", "stories", MaxTokens: 24))) streamed.Add(step);
        Assert.Equal("The documents do not say.", string.Concat(streamed.Select(s => s.Delta)));
        Assert.False(streamed[^1].Answer!.InDocuments);
    }

    [Fact]
    public async Task Ask_EngineThatTellsItsContextByRefusing_IsAskedAgainWithLess()
    {
        await using var engine = new QuotingEngine(contextTokens: 500);
        await RouteAsync("small", engine);
        foreach (var stream in (bool[])[false, true])
        {
            var question = new AskKnowledgeRequest("Which pump is greased on day 3 by team 4?", "small", MaxTokens: 40, Stream: stream);
            KnowledgeAnswer? answer = null;
            if (stream) await foreach (var step in _box.Client.Knowledge.AskStreamAsync("works", question)) answer = step.Answer ?? answer;
            else answer = await _box.Client.Knowledge.AskAsync("works", question);
            Assert.True(answer!.Supported, answer.Answer);
            Assert.NotEmpty(answer.Citations);
        }

        // The second question knows what the first was told.
        Assert.Equal(1, engine.Refusals);
    }

    [Theory]
    [InlineData(StreamEnd.Closed, "broke off")]
    [InlineData(StreamEnd.Cut, "")]
    [InlineData(StreamEnd.Error, "fell off the bus")]
    public async Task Ask_RouteThatFailsInMidStream_IsToldByEveryFace(StreamEnd end, string why)
    {
        const string Question = "Which pump is greased on day 3 by team 4?";
        await using var engine = new QuotingEngine { StreamEnd = end };
        await RouteAsync("failing", engine);
        var steps = new List<AnswerEvent>();
        await foreach (var step in _box.Client.Knowledge.AskStreamAsync("works", new AskKnowledgeRequest(Question, "failing"))) steps.Add(step);
        Assert.Contains("pump", steps[0].Delta, StringComparison.Ordinal);
        Assert.Equal("knowledge.route_failed", steps[^1].Error?.Code);
        Assert.Contains(why, steps[^1].Error!.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(steps, s => s.Answer is not null);

        using var chat = new HttpRequestMessage(HttpMethod.Post, "v1/knowledge/works/chat/completions") { Content = new StringContent($$"""{"model":"failing","stream":true,"messages":[{"role":"user","content":"{{Question}}"}]}""", System.Text.Encoding.UTF8, "application/json") };
        var events = new List<string>();
        await foreach (var data in _box.Client.Connection.EventsAsync(chat)) events.Add(data);
        Assert.Contains("pump", events[1], StringComparison.Ordinal);
        Assert.StartsWith("{\"error\":{", events[^1], StringComparison.Ordinal);
        Assert.Contains("\"code\":\"knowledge.route_failed\"", events[^1], StringComparison.Ordinal);

        var (code, output, error) = await CommandLine.RunAsync(_box.Folder, "kb", "ask", "works", Question, "--route", "failing");
        Assert.Equal(1, code);
        Assert.Contains("pump", output, StringComparison.Ordinal);
        Assert.EndsWith("\n", output, StringComparison.Ordinal);
        Assert.StartsWith("onebox: The route failing gave no answer", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Embedding_ChangedToAnEndpointAndToARoute_EmbedsAnewWhileSearchGoesOn()
    {
        await using var engine = new QuotingEngine { EmbeddingDimensions = 48, FullFor = 2 };
        var hold = new TaskCompletionSource();
        var before = await _box.Client.Knowledge.GetAsync("works");
        var error = await Assert.ThrowsAsync<BoxException>(() => _box.Client.Knowledge.ChangeEmbeddingAsync("works", new ChangeEmbeddingRequest("route:nothing")));
        Assert.Equal("knowledge.embedding_failed", error.Problem.Code);
        var accepted = await _box.Client.Knowledge.ChangeEmbeddingAsync("works", new ChangeEmbeddingRequest($"{engine.Address} quoting", 48));
        engine.Holding = hold.Task;
        Assert.NotEmpty((await SearchAsync("pump greased on day 3", SearchMode.Vector)).Hits);
        hold.SetResult();
        await DoneAsync(accepted.TaskId);
        var after = await _box.Client.Knowledge.GetAsync("works");
        Assert.Equal((before.Chunks, before.Vectors, $"{engine.Address} quoting"), (after.Chunks, after.Vectors, after.Settings.Embedding));
        Assert.NotEmpty((await SearchAsync("pump greased on day 3", SearchMode.Vector)).Hits);

        // Nothing is read or embedded again; a restart finds the new vectors.
        var embedded = engine.Embedded;
        await DoneAsync((await _box.Client.Knowledge.AddAsync("works", new AddDocumentsRequest([_folder]))).TaskId);
        Assert.Equal(embedded, engine.Embedded);
        await _box.TerminateAsync();
        await _box.StartAgainAsync();
        Assert.NotEmpty((await SearchAsync("pump greased on day 3", SearchMode.Vector)).Hits);

        // The server is gone: words still find, and it is said.
        await engine.DisposeAsync();
        var found = await SearchAsync("pump greased on day 3", SearchMode.Hybrid);
        Assert.NotEmpty(found.Hits);
        Assert.Contains("by words alone", Assert.Single(found.Notes!), StringComparison.Ordinal);

        var path = Path.Combine(_box.Folder, "embedder.gguf");
        RandomModels.WriteEmbedder(path);
        await DoneAsync((await _box.Client.Models.ImportAsync(new ImportModelRequest("embedder", path))).TaskId);
        await DoneAsync((await _box.Client.Deployments.DeployAsync(new DeployRequest("embedder", "embedder", new DeploymentSettings { Threads = 1 }))).TaskId);
        await DoneAsync((await _box.Client.Knowledge.ChangeEmbeddingAsync("works", new ChangeEmbeddingRequest("route:embedder"))).TaskId);
        var last = await _box.Client.Knowledge.GetAsync("works");
        Assert.Equal((before.Vectors, "route:embedder"), (last.Vectors, last.Settings.Embedding));
        Assert.NotEmpty((await SearchAsync("pump greased on day 3", SearchMode.Vector)).Hits);
    }

    [Fact]
    public async Task Rerank_ByAHeadOrByJudging_OrdersByTheModel()
    {
        var path = Path.Combine(_box.Folder, "ranker.gguf");
        RandomModels.WriteRanker(path);
        await DoneAsync((await _box.Client.Models.ImportAsync(new ImportModelRequest("ranker", path))).TaskId);
        await DoneAsync((await _box.Client.Deployments.DeployAsync(new DeployRequest("ranker", "ranker", new DeploymentSettings { Threads = 1 }))).TaskId);
        await _box.Client.Knowledge.UpdateAsync("works", new UpdateKnowledgeBaseRequest(Rerank: "ranker"));
        var ranked = await SearchAsync("Which pump is greased on day 3 by team 4?", SearchMode.Hybrid);
        Assert.Null(ranked.Notes);
        Assert.Equal(ranked.Hits.Select(h => h.Score).OrderDescending(), ranked.Hits.Select(h => h.Score));
        Assert.True(ranked.Times.Rerank > 0);

        await using var engine = new QuotingEngine();
        await RouteAsync("judge", engine);
        await _box.Client.Knowledge.UpdateAsync("works", new UpdateKnowledgeBaseRequest(Rerank: "judge"));
        var judged = await SearchAsync("Which plant greases pump number 31?", SearchMode.Hybrid);
        Assert.Null(judged.Notes);
        Assert.InRange(judged.Hits[0].Score, 0.5, 1);
        Assert.Equal(judged.Hits.Select(h => h.Score).OrderDescending(), judged.Hits.Select(h => h.Score));

        await engine.DisposeAsync();
        var alone = await SearchAsync("Which plant greases pump number 31?", SearchMode.Hybrid);
        Assert.NotEmpty(alone.Hits);
        Assert.StartsWith("Not ranked again:", Assert.Single(alone.Notes!), StringComparison.Ordinal);
    }

    [Fact]
    public async Task WriteQuestions_ByAModel_KeepsTheGoodOnesAndMarksThem()
    {
        await using var engine = new QuotingEngine();
        await RouteAsync("writer", engine);
        await DoneAsync((await _box.Client.Knowledge.WriteQuestionsAsync("works", new WriteQuestionsRequest("writer", 3))).TaskId);
        var questions = (await _box.Client.Knowledge.QuestionsAsync("works")).Items;
        Assert.NotEmpty(questions);
        Assert.All(questions, q => Assert.Equal("writer", q.WrittenBy));
        Assert.All(questions, q => Assert.DoesNotContain("document 7", q.Question, StringComparison.Ordinal));
        Assert.All(questions, q => Assert.DoesNotContain("elephants", q.Answers![0], StringComparison.Ordinal));
        Assert.Equal(questions.Count, questions.Select(q => q.Question).Distinct().Count());
        await _box.Client.Knowledge.UpdateAsync("works", new UpdateKnowledgeBaseRequest(Rerank: "writer"));
        var accepted = await _box.Client.Knowledge.EvaluateAsync("works", new EvaluateKnowledgeRequest(Route: "writer", Compare: true));
        await DoneAsync(accepted.TaskId);
        var measured = await _box.Client.Knowledge.EvaluationAsync("works", accepted.ResourceId!);
        Assert.Equal(questions.Count, measured.Judged);
        Assert.Equal(
            ["not ranked again", "ranked again by writer", "answers, as it is set", "answers, passages as they were found", "answers, not ranked again"],
            measured.Compared!.Select(c => c.Setting));
        Assert.Equal(measured.Hybrid, measured.Compared![0].Retrieval);
        // Each is held against the first of its kind; three questions are too few to say how sure that is.
        Assert.All(measured.Compared, c => Assert.Null(c.Change));
        Assert.All(measured.Compared.Skip(2), c => Assert.InRange(c.Answers!.InPassages!.Value, 0.5, 1));
    }

    private Task<KnowledgeHits> SearchAsync(string question, SearchMode mode) => _box.Client.Knowledge.SearchAsync("works", new SearchKnowledgeRequest(question, Mode: mode, MinScore: 0));

    private async Task RouteAsync(string name, QuotingEngine engine)
    {
        await _box.Client.Deployments.AddEngineAsync(new AddEngineRequest(name, engine.Address.ToString()));
        await _box.Client.Deployments.PutRouteAsync(name, new PutRouteRequest([new RouteTarget($"engine:{name}", 100, "quoting")]));
    }

    private async Task DoneAsync(string taskId)
    {
        var task = await _box.Client.Tasks.WaitAsync(taskId);
        Assert.True(task.State == TaskState.Succeeded, task.Failure?.Cause);
    }
}
