using System.Text.Json;
using Onebox.Api;
using Onebox.Api.Client;
using Onebox.Api.Datasets;
using Onebox.Api.Evaluation;

namespace Onebox.Evaluation.Tests.Box;

/// <summary>What an evaluation shows of a closed dataset's rows is for the dataset's readers; its scores are for everybody.</summary>
[Collection(Laboratory.Tests)]
public sealed class ClosedDataTests(Laboratory lab) : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("onebox-closed-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task Items_OfAClosedDataset_AreForItsReaders_AlsoWhenItIsGone()
    {
        var file = Path.Combine(_folder, "complaints.jsonl");
        await File.WriteAllLinesAsync(file, Enumerable.Range(0, 20).Select(i => JsonSerializer.Serialize(new { question = $"What does Mrs. Smith complain of in letter {i}?", answer = "a good answer" })));
        var (anna, berta) = (await lab.Box.AnotherAsync("anna", "engineer", "support"), await lab.Box.AnotherAsync("berta", "engineer", "sales"));
        await DoneAsync((await anna.Datasets.ImportAsync(new ImportDatasetRequest("complaints", file, Readers: ["support"]))).TaskId);
        var rows = (await anna.Datasets.GetAsync("complaints")).RowsPath!;
        var byName = await EvaluateAsync(anna, new EvaluationTask("dataset:complaints"));
        var byPath = await EvaluateAsync(anna, new EvaluationTask(Yaml: $"name: own\nkind: generation\nchat: true\npath: {rows}\nprompt: \"{{{{question}}}}\"\nanswer: \"{{{{answers}}}}\"\n"));

        foreach (var id in (string[])[byName, byPath])
        {
            Assert.NotEmpty((await anna.Evaluations.ItemsAsync(id)).Items);
            Assert.NotEmpty((await anna.Evaluations.CompareAsync(id, show: "all")).Items);
            Assert.NotEmpty((await berta.Evaluations.GetAsync(id)).Result!.Scores);
            await ClosedAsync(() => berta.Evaluations.ItemsAsync(id));
            await ClosedAsync(() => berta.Evaluations.CompareAsync(id));
        }

        Assert.Equal(["dataset", "evaluation", "task"], (await anna.SearchAsync("complaints")).Items.Select(h => h.Kind).Distinct().Order(StringComparer.Ordinal));
        Assert.Empty((await berta.SearchAsync("complaints")).Items);
        Assert.DoesNotContain((await berta.Tasks.ListAsync(active: false)).Items, t => t.Title.Contains("complaints", StringComparison.Ordinal));

        await lab.Box.Client.Datasets.DeleteAsync("complaints");
        Assert.NotEmpty((await anna.Evaluations.ItemsAsync(byName)).Items);
        await ClosedAsync(() => berta.Evaluations.ItemsAsync(byName));
        Assert.Empty((await berta.SearchAsync("complaints")).Items);
    }

    private static async Task ClosedAsync(Func<Task> ask)
    {
        var problem = (await Assert.ThrowsAsync<BoxException>(ask)).Problem;
        Assert.Equal((403, "evaluation.items_closed"), (problem.Status, problem.Code));
    }

    private async Task<string> EvaluateAsync(OneboxClient asker, EvaluationTask task)
    {
        var accepted = await asker.Evaluations.StartAsync(new EvaluationRequest([task], ["good", "bad"]));
        await DoneAsync(accepted.TaskId);
        return accepted.ResourceId!;
    }

    private async Task DoneAsync(string taskId)
    {
        var task = await lab.Box.Client.Tasks.WaitAsync(taskId);
        Assert.True(task.Failure is null, task.Failure?.Cause);
    }
}
