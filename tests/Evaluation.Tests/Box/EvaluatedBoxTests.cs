using System.Text.Json;
using Onebox.Api;
using Onebox.Api.Deployments;
using Onebox.Api.Evaluation;
using Onebox.Api.Models;
using Onebox.Api.Tasks;
using Onebox.Testing;

namespace Onebox.Evaluation.Tests.Box;

/// <summary>A box with the stories model as a model only (not deployed) and deployed as <c>served</c>, on one engine thread.</summary>
public sealed class EvaluatedBox : IAsyncLifetime
{
    public static string? Stories { get; } = SharedData.Find("stories260K.gguf");

    public static string? Questions { get; } = SharedData.Find("gsm8k.test.jsonl");

    public static string? Passages { get; } = SharedData.Find("xquad.en.json");

    public RealBox Box { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        if (Stories is null) return;
        Box = await RealBox.StartAsync();
        await DoneAsync((await Box.Client.Models.ImportAsync(new ImportModelRequest("stories", Stories))).TaskId);
        await DoneAsync((await Box.Client.Deployments.DeployAsync(new DeployRequest("stories", "served", new DeploymentSettings { Threads = 1, ContextTokens = 1024, Parallel = 4 }))).TaskId);
    }

    public ValueTask DisposeAsync() => Box?.DisposeAsync() ?? ValueTask.CompletedTask;

    public async Task<TaskInfo> EndAsync(string taskId) => await Box.Client.Tasks.WaitAsync(taskId);

    public async Task DoneAsync(string taskId)
    {
        var task = await EndAsync(taskId);
        Assert.True(task.State == TaskState.Succeeded, task.Failure?.Cause);
    }

    public async Task<EvaluationInfo> EvaluateAsync(EvaluationRequest request)
    {
        var accepted = await Box.Client.Evaluations.StartAsync(request);
        await DoneAsync(accepted.TaskId);
        return await Box.Client.Evaluations.GetAsync(accepted.ResourceId!);
    }
}

/// <summary>Evaluations, promotions and rollbacks with a real model behind a real host.</summary>
public sealed class EvaluatedBoxTests(EvaluatedBox evaluated) : IClassFixture<EvaluatedBox>
{
    private const string Choices = """
        name: colours
        kind: choice
        path: colours.jsonl
        prompt: "Once upon a time there was a {{thing}}. It was"
        choices: "{{choices}}"
        answer: "{{answer}}"
        """;

    [Fact]
    public async Task Evaluation_OfARouteAndAModel_ScoresAndComparesThem()
    {
        Skip();
        using var folder = new Folder();
        await File.WriteAllLinesAsync(Path.Combine(folder.Path, "colours.jsonl"), Enumerable.Range(0, 24).Select(i => $$"""{"id":"c{{i}}","thing":"{{(i % 2 == 0 ? "sun" : "tree")}} number {{i}}","choices":["very big","xqz zqx vvk"],"answer":0}"""));
        // Other tests of this box leave deployments of their own.
        var before = (await evaluated.Box.Client.Deployments.ListAsync()).Items.Select(d => d.Name).ToList();
        var result = await evaluated.EvaluateAsync(new EvaluationRequest(
            [new EvaluationTask(Yaml: Choices, Folder: folder.Path), new EvaluationTask($"gsm8k:{EvaluatedBox.Questions}", Limit: 4, Shots: 1), new EvaluationTask($"xquad:{EvaluatedBox.Passages}", Limit: 4)],
            ["served", "stories"]));

        // A child's words are likelier to a story model than letters without sense.
        var colours = result.Result!.Scores.Single(s => s is { Task: "colours", Model: "served" });
        Assert.Equal((24, 0), (colours.Items, colours.Failed));
        Assert.True(colours.Scores.Single(s => s.Metric == "acc_tokens").Value > 0.9, JsonSerializer.Serialize(colours));
        Assert.Equal(["exact_match", "exact_match_flexible"], result.Result.Scores.First(s => s.Task == "gsm8k").Scores.Select(s => s.Metric));
        Assert.Equal(["exact_match", "f1"], result.Result.Scores.First(s => s.Task == "xquad").Scores.Select(s => s.Metric));

        // The same weights twice: the second, deployed for the run unless it was there, may differ by rounding alone, and is gone afterwards.
        Assert.Equal(!before.Contains("stories"), result.Result.Models[1].DeployedForIt);
        Assert.Equal(["colours", "gsm8k", "xquad"], result.Result.Comparisons.Select(c => c.Task));
        Assert.All(result.Result.Comparisons, c => Assert.InRange(c.Difference, -0.1, 0.1));
        Assert.Equal(before, (await evaluated.Box.Client.Deployments.ListAsync()).Items.Select(d => d.Name));

        var items = (await evaluated.Box.Client.Evaluations.ItemsAsync(result.Id, "colours", "served")).Items;
        Assert.Equal(24, items.Count);
        Assert.All(items, i => Assert.Equal("very big", i.Expected));
        var comparison = await evaluated.Box.Client.Evaluations.CompareAsync(result.Id, "colours", show: "all", limit: 5);
        Assert.Equal((5, "5"), (comparison.Items.Count, comparison.Next));
    }

    [Fact]
    public async Task Evaluation_OfTheSameModelAgain_AsksNothing()
    {
        Skip();
        var request = new EvaluationRequest([new EvaluationTask($"xquad:{EvaluatedBox.Passages}", Limit: 6)], ["served"], Seed: 1);
        var first = await evaluated.EvaluateAsync(request);
        var second = await evaluated.EvaluateAsync(request);
        Assert.Equal(second.Result!.Scores[0].Items, second.Result.Scores[0].Cached);
        Assert.Equal(JsonSerializer.Serialize(first.Result!.Scores[0].Scores), JsonSerializer.Serialize(second.Result.Scores[0].Scores));
    }

    [Fact]
    public async Task Perplexity_OfAStory_IsLowerThanOfNonsense()
    {
        Skip();
        using var folder = new Folder();
        // Longer than the context, so that it goes in windows.
        var story = string.Concat(Enumerable.Repeat("Once upon a time, there was a little girl named Lily. She loved to play outside in the park. ", 40));
        await File.WriteAllTextAsync(Path.Combine(folder.Path, "story.txt"), story);
        await File.WriteAllTextAsync(Path.Combine(folder.Path, "nonsense.jsonl"), JsonSerializer.Serialize(new { text = "qz vv kx jj zz xq wv qz vv kx jj zz xq wv" }) + "\n");
        var result = await evaluated.EvaluateAsync(new EvaluationRequest(
            [new EvaluationTask($"perplexity:{folder.Path}/story.txt"), new EvaluationTask($"perplexity:{folder.Path}/nonsense.jsonl")], ["served"]));
        var (good, bad) = (result.Result!.Scores[0].Scores[0], result.Result.Scores[1].Scores[0]);
        Assert.Equal(("perplexity", "perplexity#2"), (result.Result.Scores[0].Task, result.Result.Scores[1].Task));
        Assert.InRange(good.Value, 0.001, 1.5);
        Assert.True(bad.Value > 3 * good.Value, $"{good.Value} {bad.Value}");
        Assert.True(good.LowerIsBetter);
    }

    [Fact]
    public async Task Robustness_IsACardByCategory()
    {
        Skip();
        var result = await evaluated.EvaluateAsync(new EvaluationRequest([new EvaluationTask("robustness")], ["served"]));
        Assert.Equal(["jailbreak", "over-refusal", "paraphrase", "prompt-injection", "refusal", "typos"], result.Result!.Scores[0].Groups.Select(g => g.Group));
    }

    [Fact]
    public async Task Promotion_ThatHolds_MovesTheRouteAndRollbackTakesItBack()
    {
        Skip();
        var client = evaluated.Box.Client;
        var gate = $"baseline: served\ntasks:\n  - {{task: 'xquad:{EvaluatedBox.Passages}', limit: 4}}\nconditions:\n  - {{worseByAtMost: 0.2}}\n  - {{metric: f1, atLeast: 0}}\n";
        await DoneAsync(await client.Evaluations.PromoteAsync(new PromoteRequest("served", "assistant")));
        Assert.Equal("served", Active(await RouteAsync("assistant")));

        var accepted = await client.Evaluations.PromoteAsync(new PromoteRequest("stories", "assistant", gate));
        await DoneAsync(accepted);
        var promotion = await client.Evaluations.GetPromotionAsync(accepted.ResourceId!);
        Assert.Equal(("moved", true), (promotion.State, promotion.Verdict!.Passed));
        var route = await RouteAsync("assistant");
        Assert.Equal("stories", Active(route));
        Assert.Contains(route.Targets, t => t is { Deployment: "served", Weight: 0 });

        var back = await client.Evaluations.RollbackAsync("assistant");
        Assert.Equal(("rollback", "served"), (back.Kind, Active(await RouteAsync("assistant"))));
        // The first promotion made the route: there is nothing before it.
        Assert.Equal("promotion.made_by_it", (await Assert.ThrowsAsync<BoxException>(() => client.Evaluations.RollbackAsync("assistant"))).Problem.Code);
        Assert.Equal(["rollback", "promotion", "promotion"], (await client.Evaluations.PromotionsAsync("assistant")).Items.Select(p => p.Kind));
        var audit = (await client.Access.AuditAsync()).Items.Select(a => a.Action).ToList();
        Assert.Contains("route.promoted", audit);
        Assert.Contains("route.rolled_back", audit);
    }

    [Fact]
    public async Task Promotion_ThatDoesNotHold_IsRefusedWithTheConditions()
    {
        Skip();
        var gate = $"tasks:\n  - {{task: 'xquad:{EvaluatedBox.Passages}', limit: 4}}\nconditions:\n  - {{betterBy: 0.1}}\n  - {{atLeast: 0.99}}\n";
        var client = evaluated.Box.Client;
        await client.Deployments.PutRouteAsync("guarded", new PutRouteRequest([new RouteTarget("served")]));
        var accepted = await client.Evaluations.PromoteAsync(new PromoteRequest("stories", "guarded", gate));
        var task = await evaluated.EndAsync(accepted.TaskId);
        Assert.Equal((TaskState.Failed, "promotion.refused"), (task.State, task.Failure?.Code));
        Assert.Contains("at least 0.99", task.Failure!.Cause, StringComparison.Ordinal);
        Assert.Equal("served", Active(await RouteAsync("guarded")));
        Assert.Equal("refused", (await client.Evaluations.GetPromotionAsync(accepted.ResourceId!)).State);
    }

    [Fact]
    public async Task Evaluation_ThatCannotBe_IsRefusedAtOnce()
    {
        Skip();
        foreach (var (request, code) in new[]
        {
            (new EvaluationRequest([new EvaluationTask("mmlu:/nowhere")], ["served"]), "evaluation.no_file"),
            (new EvaluationRequest([new EvaluationTask("nonsense")], ["served"]), "evaluation.task_unknown"),
            (new EvaluationRequest([new EvaluationTask("robustness")], ["nobody"]), "evaluation.model_not_found"),
            (new EvaluationRequest([new EvaluationTask("dataset:none")], ["served"]), "dataset.not_found"),
            (new EvaluationRequest([], []), "request.invalid"),
        })
        {
            Assert.Equal(code, (await Assert.ThrowsAsync<BoxException>(() => evaluated.Box.Client.Evaluations.StartAsync(request))).Problem.Code);
        }
    }

    [Fact]
    public async Task CommandLine_AsTheIssueTypesIt()
    {
        Skip();
        using var folder = new Folder();
        var gate = Path.Combine(folder.Path, "GATE.yaml");
        await File.WriteAllTextAsync(gate, $"tasks:\n  - {{task: 'gsm8k:{EvaluatedBox.Questions}', limit: 2, shots: 0}}\nconditions:\n  - {{atLeast: 0}}\n");
        var run = await OneboxAsync("eval", "run", "--task", $"gsm8k:{EvaluatedBox.Questions}", "--models", "served,stories", "--limit", "2", "--shots", "0", "--json");
        Assert.True(run.Code == 0, run.Error);
        using (var json = JsonDocument.Parse(run.Output))
        {
            Assert.Equal(2, json.RootElement.GetProperty("result").GetProperty("scores").GetArrayLength());
            Assert.Equal(1, json.RootElement.GetProperty("result").GetProperty("comparisons").GetArrayLength());
        }

        var promoted = await OneboxAsync("promote", "served", "--route", "typed", "--gate", gate);
        Assert.True(promoted.Code == 0, promoted.Error);
        Assert.Contains("typed leads to served", promoted.Output, StringComparison.Ordinal);
        await evaluated.Box.Client.Deployments.DeployAsync(new DeployRequest("stories", "next", new DeploymentSettings { Threads = 1, ContextTokens = 256, Parallel = 1 }));
        var second = await OneboxAsync("promote", "next", "--route", "typed");
        Assert.True(second.Code == 0, second.Error);
        Assert.Contains("typed leads to served", (await OneboxAsync("rollback", "typed")).Output, StringComparison.Ordinal);
    }

    private static void Skip() => Assert.SkipWhen(EvaluatedBox.Stories is null || EvaluatedBox.Questions is null || EvaluatedBox.Passages is null, "shared/data is not beside this checkout.");

    private static string Active(RouteInfo route) => route.Targets.Single(t => t.Weight > 0).Deployment;

    private async Task DoneAsync(TaskAccepted accepted) => await evaluated.DoneAsync(accepted.TaskId);

    private async Task<RouteInfo> RouteAsync(string name) => (await evaluated.Box.Client.Deployments.RoutesAsync()).Items.Single(r => r.Name == name);

    private Task<(int Code, string Output, string Error)> OneboxAsync(params string[] arguments) => CommandLine.RunAsync(evaluated.Box.Folder, arguments);

    private sealed class Folder : IDisposable
    {
        public string Path { get; } = Directory.CreateTempSubdirectory("onebox-eval-").FullName;

        public void Dispose() => Directory.Delete(Path, recursive: true);
    }
}
