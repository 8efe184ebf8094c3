using System.Text.Json;
using Onebox.Api.Deployments;
using Onebox.Api.Evaluation;
using Onebox.Api.Models;
using Onebox.Api.Tasks;
using Onebox.Testing;

namespace Onebox.Evaluation.Tests.Box;

/// <summary>The host is killed in the middle of an evaluation, in earnest: a process, SIGKILL, and another process on the same folder.</summary>
public sealed class KilledHostTests
{
    private const int Items = 60, BeforeTheKill = 30;

    [Fact]
    public async Task Evaluation_WhoseHostIsKilled_AsksOnlyWhatIsLeftAndScoresAsIfNothingHadHappened()
    {
        Assert.SkipWhen(EvaluatedBox.Stories is null, "shared/data/stories260K.gguf is not beside this checkout.");
        var answered = 0;
        var letGo = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var engine = await ScriptedEngine.StartAsync(async request =>
        {
            if (Interlocked.Increment(ref answered) > BeforeTheKill) await letGo.Task;
            return ScriptedEngine.Completion($" {request.Text.Length % 7}");
        });
        await using var box = await RealBox.StartAsync();
        var folder = Directory.CreateTempSubdirectory("onebox-killed-").FullName;
        await File.WriteAllLinesAsync(Path.Combine(folder, "c.jsonl"), Enumerable.Range(0, Items).Select(i => $$"""{"q":"Once there was a {{new string('a', i % 7)}} {{i}}","choices":["dog","big cat","qx"],"answer":{{i % 3}}}"""));
        await File.WriteAllLinesAsync(Path.Combine(folder, "g.jsonl"), Enumerable.Range(0, Items).Select(i => $$"""{"q":"How many {{new string('b', i % 9)}} {{i:00}}?","a":"{{i % 7}}"}"""));
        await DoneAsync(box, (await box.Client.Models.ImportAsync(new ImportModelRequest("stories", EvaluatedBox.Stories))).TaskId);
        foreach (var (name, context) in ((string, int)[])[("served", 512), ("again", 520)])
        {
            await DoneAsync(box, (await box.Client.Deployments.DeployAsync(new DeployRequest("stories", name, new DeploymentSettings { Threads = 1, ContextTokens = context, Parallel = 4 }))).TaskId);
        }

        await box.Client.Deployments.AddEngineAsync(new AddEngineRequest("far", engine.Address));
        await box.Client.Deployments.PutRouteAsync("far", new PutRouteRequest([new RouteTarget("engine:far")]));
        var choice = new EvaluationTask(Yaml: "name: c\nkind: choice\npath: c.jsonl\nprompt: \"{{q}}\"\nchoices: \"{{choices}}\"\nanswer: \"{{answer}}\"\n", Folder: folder);
        var generation = new EvaluationTask(Yaml: "name: g\npath: g.jsonl\nprompt: \"{{q}}\"\nanswer: \"{{a}}\"\nmeasures: [numeric, f1]\nmaxTokens: 8\n", Folder: folder);

        // Our own model answers its task whole, the engine elsewhere half of the second one; what came is in the records within a second.
        var first = await box.Client.Evaluations.StartAsync(new EvaluationRequest([choice], ["served"]));
        await DoneAsync(box, first.TaskId);
        var killed = await box.Client.Evaluations.StartAsync(new EvaluationRequest([generation], ["far", "served"]));
        await Eventually.TrueAsync(() => Task.FromResult(KeptAnswers(box) >= Items + BeforeTheKill));
        var askedBefore = engine.Received.Count;
        var finished = engine.Received.Take(BeforeTheKill).Select(r => r.Text).ToList();
        await box.KillAsync();
        letGo.SetResult();
        await box.StartAgainAsync();
        await DoneAsync(box, killed.TaskId);

        var asked = engine.Received.Select(r => r.Text).ToList();
        Assert.All(finished, text => Assert.Equal(1, asked.Count(a => a == text)));
        Assert.Equal(Items - BeforeTheKill, asked.Count - askedBefore);
        Assert.Equal(Items, asked.Distinct().Count());
        var resumed = (await box.Client.Evaluations.GetAsync(killed.ResourceId!)).Result!;
        Assert.Equal(BeforeTheKill, resumed.Scores.Single(s => s.Model == "far").Cached);

        // The same without a kill: an engine elsewhere is asked anew in each run, our own because its context is another.
        var whole = await RunAsync(box, new EvaluationRequest([generation], ["far", "again"]));
        Assert.Equal((0, 0), (whole.Scores[0].Cached, whole.Scores[1].Cached));
        Assert.Equal(resumed.Scores.Select(s => JsonSerializer.Serialize(s.Scores)), whole.Scores.Select(s => JsonSerializer.Serialize(s.Scores)));
        Assert.Equal(resumed.Comparisons[0] with { Candidate = "" }, whole.Comparisons[0] with { Candidate = "" });

        // After a kill too, what our own model answered before is known.
        var known = await RunAsync(box, new EvaluationRequest([choice], ["served"]));
        Assert.Equal(Items, known.Scores[0].Cached);
        Assert.Equal(JsonSerializer.Serialize((await box.Client.Evaluations.GetAsync(first.ResourceId!)).Result!.Scores[0].Scores), JsonSerializer.Serialize(known.Scores[0].Scores));
        Directory.Delete(folder, recursive: true);
    }

    private static async Task<EvaluationResult> RunAsync(RealBox box, EvaluationRequest request)
    {
        var accepted = await box.Client.Evaluations.StartAsync(request);
        await DoneAsync(box, accepted.TaskId);
        return (await box.Client.Evaluations.GetAsync(accepted.ResourceId!)).Result!;
    }

    private static async Task DoneAsync(RealBox box, string taskId)
    {
        var task = await box.Client.Tasks.WaitAsync(taskId);
        Assert.True(task.State == TaskState.Succeeded, task.Failure?.Cause);
    }

    private static long KeptAnswers(RealBox box)
    {
        using var records = new Microsoft.Data.Sqlite.SqliteConnection($"Data Source={Path.Combine(box.Folder, "records.db")};Mode=ReadOnly;Pooling=False");
        records.Open();
        using var count = records.CreateCommand();
        count.CommandText = "SELECT COUNT(*) FROM evaluation_answers";
        return (long)count.ExecuteScalar()!;
    }
}
