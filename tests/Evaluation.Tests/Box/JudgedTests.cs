using Onebox.Api.Evaluation;
using Onebox.Api.Models;
using Onebox.Api.Tasks;
using Onebox.Testing;

namespace Onebox.Evaluation.Tests.Box;

/// <summary>A judge that is asked for real, over HTTP: what it says is counted, and what it is worth is told.</summary>
[Collection(Laboratory.Tests)]
public sealed class JudgedTests(Laboratory lab) : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("onebox-judge-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task Judge_ThatReads_CountsWinsTiesAndWhatItDidNotSay()
    {
        var (evaluation, judged) = await RunAsync("fair", [.. Enumerable.Repeat("which", 6), "even", "even", "unclear", "alike"]);
        Assert.Equal((10, 6, 0, 2, 1, 1, 0, 0), (judged.Items, judged.Wins, judged.Losses, judged.Ties, judged.Same, judged.Unclear, judged.NotAsked, judged.FirstPlace + judged.SecondPlace));
        Assert.Equal((0.8, false), (judged.WinRate, judged.PositionBias));
        // Six ones and four halves: the deviation over n-1 is √(0.6/9), and over √10.
        Assert.Equal(Math.Sqrt(0.6 / 9 / 10), judged.StandardError!.Value, 1e-12);
        var score = evaluation.Result!.Scores.Single(s => s.Model == "good").Scores.Single(s => s.Metric == "judged");
        Assert.Equal((judged.WinRate, judged.StandardError), (score.Value, score.StandardError));
        var comparison = evaluation.Result.Comparisons.Single();
        Assert.Equal(("judged", 6, 0), (comparison.Metric, comparison.Better, comparison.Worse));
        Assert.Equal(0.3, comparison.Difference, 1e-9);
        Assert.Contains((await lab.Box.Client.Evaluations.ItemsAsync(evaluation.Id, model: "good")).Items, i => i.Judged == "better in both orders");
        // Each pair twice, but the one whose answers are the same text.
        Assert.Equal(18, lab.Engine.Received.Count(r => r.Model == "fair" && r.Body.ToJsonString().Contains(_folder.Split('-')[^1], StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Judge_ThatPrefersAPlace_IsFoundOutAndFavoursNobody()
    {
        var (evaluation, judged) = await RunAsync("first", [.. Enumerable.Repeat("which", 12)]);
        Assert.Equal((12, 0, 0.5, true), (judged.FirstPlace, judged.Wins, judged.WinRate, judged.PositionBias));
        // Twelve of twelve by a fair coin, two-sided.
        Assert.Equal(2 * Math.Pow(0.5, 12), judged.PositionBiasPValue!.Value, 1e-12);
        Assert.Contains(await LogAsync(evaluation.TaskId), l => l is { Level: "warning" } && l.Text.Contains("prefers the first place", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Judge_WithoutVerdicts_IsSaidToHaveNone()
    {
        var (evaluation, judged) = await RunAsync("mute", ["which", "which", "which"]);
        Assert.Equal((3, 0.5, false), (judged.Unclear, judged.WinRate, judged.PositionBias));
        Assert.Null(judged.PositionBiasPValue);
        Assert.Contains(await LogAsync(evaluation.TaskId), l => l.Text.Contains("3 of 3 pairs have no verdict", StringComparison.Ordinal));
    }

    /// <summary>No stand-in: the model that comes with the software, in the box's own engine. It is no judge, and the box must say so and favour nobody for it.</summary>
    [Fact]
    public async Task Judge_ThatIsASmallModelOfTheBox_IsAskedInBothOrdersAndWhatItCannotSayIsTold()
    {
        var file = Path.Combine(Checkout.Root, "models", "onebox-tiny", "onebox-tiny.gguf");
        Assert.SkipUnless(File.Exists(file), "models/onebox-tiny/onebox-tiny.gguf is not here");
        await lab.Box.Client.Tasks.WaitAsync((await lab.Box.Client.Models.ImportAsync(new ImportModelRequest("onebox-tiny", file))).TaskId);
        var (evaluation, judged) = await RunAsync("onebox-tiny", ["which", "where", "when", "alike"]);
        Assert.Equal((4, 1, 0, 4), (judged.Items, judged.Same, judged.NotAsked, judged.Wins + judged.Losses + judged.Ties + judged.Same + judged.FirstPlace + judged.SecondPlace + judged.Unclear));
        Assert.Equal((judged.Wins + ((4 - judged.Wins - judged.Losses) / 2.0)) / 4, judged.WinRate, 1e-12);
        Assert.Equal(judged.Unclear > 0, (await LogAsync(evaluation.TaskId)).Any(l => l.Text.Contains($"{judged.Unclear} of 3 pairs have no verdict", StringComparison.Ordinal)));
        Assert.Empty((await lab.Box.Client.Deployments.ListAsync()).Items);
    }

    private async Task<IReadOnlyList<TaskLogLine>> LogAsync(string taskId) => (await lab.Box.Client.Tasks.LogAsync(taskId)).Items;

    private async Task<(EvaluationInfo Evaluation, JudgeSummary Judged)> RunAsync(string judge, IReadOnlyList<string> questions)
    {
        // The folder's name makes each test's questions its own.
        await File.WriteAllLinesAsync(Path.Combine(_folder, "q.jsonl"), questions.Select((q, i) => $$"""{"q":"Question {{i}} of {{_folder.Split('-')[^1]}}: {{q}}?"}"""));
        var yaml = $"name: duel\nkind: generation\npath: q.jsonl\nprompt: \"{{{{q}}}}\"\nquestion: \"{{{{q}}}}\"\nchat: true\nanswer: \"x\"\njudge: {{model: {judge}}}\n";
        var accepted = await lab.Box.Client.Evaluations.StartAsync(new EvaluationRequest([new EvaluationTask(Yaml: yaml, Folder: _folder)], ["bad", "good"]));
        var ended = await lab.Box.Client.Tasks.WaitAsync(accepted.TaskId);
        Assert.True(ended.State == TaskState.Succeeded, ended.Failure?.Cause);
        var evaluation = await lab.Box.Client.Evaluations.GetAsync(accepted.ResourceId!);
        return (evaluation, evaluation.Result!.Judged!.Single());
    }
}
