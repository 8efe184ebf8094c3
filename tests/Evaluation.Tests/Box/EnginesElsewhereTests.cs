using Onebox.Api.Evaluation;
using Onebox.Api.Tasks;

namespace Onebox.Evaluation.Tests.Box;

/// <summary>Evaluations over routes that lead to engines elsewhere: what they can do is used, what they cannot is said before anything is asked.</summary>
[Collection(Laboratory.Tests)]
public sealed class EnginesElsewhereTests(Laboratory lab) : IDisposable
{
    private const string Choices = "name: c\nkind: choice\npath: c.jsonl\nprompt: \"{{q}}\"\nchoices: \"{{choices}}\"\nanswer: \"{{answer}}\"\n";

    private readonly string _folder = Directory.CreateTempSubdirectory("onebox-eval-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData("vllm", 1)]
    [InlineData("needs-a-token", 3)]
    [InlineData("prompt-logprobs", 1)]
    public async Task Choice_OfAnEngineThatTells_IsScoredByTheChoicesTokensAlone(string route, int requestsAnItem)
    {
        // By words the shortest sum is the likeliest: "a b" is 0.2, "ccc" 0.3, and the prompt's own words must not count.
        Write("c.jsonl", """{"q":"Pick one, gérard 🐸:","choices":["ccc","a b","dddddd"],"answer":1}""", """{"q":"Pick another:","choices":["xx yy","z","wwww"],"answer":0}""");
        var evaluation = await RunAsync(new EvaluationTask(Yaml: Choices, Folder: _folder), route);
        var scores = evaluation.Result!.Scores.Single();
        Assert.Equal((2, 0, 0.5), (scores.Items, scores.Failed, scores.Scores.Single(s => s.Metric == "acc").Value));
        Assert.Equal(["a b", "z"], (await lab.Box.Client.Evaluations.ItemsAsync(evaluation.Id)).Items.Select(i => i.Answer));
        Assert.Equal(requestsAnItem, lab.Engine.Received.Count(r => r.Model == route && r.Body["prompt"]!.ToJsonString().Contains("another", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Perplexity_OfAnEngineThatTells_IsTheSumOverTheText()
    {
        Write("t.jsonl", """{"text":"one three"}""");
        var evaluation = await RunAsync(new EvaluationTask($"perplexity:{_folder}/t.jsonl"), "vllm");
        var nats = -Laboratory.LogprobOf("one") - Laboratory.LogprobOf("three");
        Assert.Equal(nats / (9 * Math.Log(2)), evaluation.Result!.Scores[0].Scores.Single(s => s.Metric == "bits_per_byte").Value, 1e-9);
    }

    [Theory]
    [InlineData("no-echo", "Only no echo is supported")]
    [InlineData("deaf", "without the prompt's log-probabilities")]
    [InlineData("chat-only", "Not Found")]
    public async Task Choice_OfAnEngineThatCannot_IsRefusedBeforeAnythingIsAsked(string route, string reason)
    {
        Write("c.jsonl", """{"q":"Never asked:","choices":["a","b"],"answer":0}""");
        var accepted = await lab.Box.Client.Evaluations.StartAsync(new EvaluationRequest([new EvaluationTask(Yaml: Choices, Folder: _folder)], ["vllm", route]));
        var task = await lab.Box.Client.Tasks.WaitAsync(accepted.TaskId);
        Assert.Equal((TaskState.Failed, "evaluation.no_logprobs"), (task.State, task.Failure?.Code));
        Assert.Contains(reason, task.Failure!.Cause, StringComparison.Ordinal);
        Assert.Contains("vLLM", task.Failure.Remedy, StringComparison.Ordinal);
        Assert.DoesNotContain(lab.Engine.Received, r => r.Body.ToJsonString().Contains("Never asked", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Generation_OfAnEngineWithChatAlone_SaysSoAndWorksByChat()
    {
        Write("gsm8k.jsonl", """{"question":"2+2?","answer":"#### four"}""");
        var spec = new EvaluationTask($"gsm8k:{_folder}/gsm8k.jsonl", Shots: 0);
        var accepted = await lab.Box.Client.Evaluations.StartAsync(new EvaluationRequest([spec], ["chat-only"]));
        var task = await lab.Box.Client.Tasks.WaitAsync(accepted.TaskId);
        Assert.Equal("evaluation.chat_only", task.Failure?.Code);
        Assert.Contains("--chat", task.Failure!.Remedy, StringComparison.Ordinal);
        var evaluation = await RunAsync(spec with { Chat = true }, "chat-only");
        Assert.Equal(0, evaluation.Result!.Scores[0].Failed);
        Assert.Equal("four", (await lab.Box.Client.Evaluations.ItemsAsync(evaluation.Id)).Items.Single().Answer);
    }

    [Fact]
    public async Task Prompt_TooLongForTheEngine_LosesExamplesAsWithOurOwn()
    {
        Write("q.jsonl", [.. Enumerable.Range(0, 6).Select(i => $$"""{"q":"What is the number {{i}} in words?","a":"four"}""")]);
        var evaluation = await RunAsync(new EvaluationTask(Yaml: "name: q\npath: q.jsonl\nprompt: \"{{q}}\"\nanswer: \"{{a}}\"\nshots: 5\n", Folder: _folder), "small");
        var scores = evaluation.Result!.Scores[0];
        Assert.Equal((6, 0, 6), (scores.Items, scores.Failed, scores.FewerShots));
        Assert.Equal(1, scores.Scores.Single(s => s.Metric == "f1").Value);
    }

    private void Write(string name, params string[] lines) => File.WriteAllLines(Path.Combine(_folder, name), lines);

    private async Task<EvaluationInfo> RunAsync(EvaluationTask task, params string[] models)
    {
        var accepted = await lab.Box.Client.Evaluations.StartAsync(new EvaluationRequest([task], models));
        var ended = await lab.Box.Client.Tasks.WaitAsync(accepted.TaskId);
        Assert.True(ended.State == TaskState.Succeeded, ended.Failure?.Cause);
        return await lab.Box.Client.Evaluations.GetAsync(accepted.ResourceId!);
    }
}
