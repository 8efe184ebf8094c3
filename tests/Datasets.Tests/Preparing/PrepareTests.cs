using Onebox.Api;
using Onebox.Api.Datasets;
using Onebox.Api.Tasks;

namespace Onebox.Datasets.Tests.Preparing;

public sealed class PrepareTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Prepare_RunsStepsInOrder_CountsAndShowsWhatEachDid()
    {
        await using var box = await DatasetsBox.StartAsync();
        string[] lines =
        [
            """{"prompt":"<b>Who</b> is it?","completion":"Mail me: a@b.example"}""",
            """{"prompt":"Who is it?","completion":"Mail me: a@b.example"}""",
            """{"prompt":"WHO  is it?","completion":"mail me: c@d.example"}""",
            """{"prompt":"What?","completion":""}""",
            """{"prompt":"When is it?","completion":"Now."}""",
        ];
        var imported = await box.ImportedAsync(new ImportDatasetRequest("p", Path: box.Write("a.jsonl", string.Join('\n', lines))));
        const string recipe = """
            steps:
              - html
              - step: exact-duplicates
                name: same
              - length
              - step: personal-data
                find: [email]
              - step: exact-duplicates
                name: same again
            """;
        var clean = await box.PreparedAsync("p", recipe);

        Assert.Equal((2, "p@1", recipe), (clean.Version, clean.PreparedFrom, clean.Recipe));
        Assert.Equal(
            [("html", 5, 5, 1), ("same", 5, 4, 0), ("length", 4, 3, 0), ("personal-data", 3, 3, 2), ("same again", 3, 2, 0)],
            clean.Details!.Steps!.Select(s => (s.Name, (int)s.RowsIn, (int)s.RowsOut, (int)s.Changed)));
        var rows = await box.RowsAsync(clean);
        Assert.Equal([1, 5], rows.Select(r => r.Row));
        Assert.Equal("Mail me: <EMAIL>", rows[0].Messages![1].Content);
        // Rows stay in the split that they were in, though their content is another.
        var before = (await box.RowsAsync(imported)).ToDictionary(r => r.Row, r => r.Split);
        Assert.All(rows, r => Assert.Equal(before[r.Row], r.Split));
        var mask = clean.Details.Steps![3].Samples[0];
        Assert.Equal((1L, "email"), (mask.Row, mask.Reason));
        Assert.Contains("a@b.example", mask.Before, StringComparison.Ordinal);
        Assert.Contains("<EMAIL>", mask.After!, StringComparison.Ordinal);
        Assert.Equal("duplicate: row 1", clean.Details.Steps![1].Samples[0].Reason);
        Assert.Null(clean.Details.Steps![1].Samples[0].After);
        Assert.Equal([DatasetRows.FileName], Directory.GetFileSystemEntries(Path.GetDirectoryName(clean.RowsPath!)!).Select(Path.GetFileName));
    }

    [Fact]
    public async Task Prepare_Twice_GivesTheSameContent()
    {
        await using var box = await DatasetsBox.StartAsync();
        await box.ImportedAsync(new ImportDatasetRequest("q", Path: box.Write("a.jsonl", string.Join('\n', Enumerable.Range(0, 500).Select(i => $$"""{"text":"Line {{i % 180}}  of <i>text</i>"}""")))));
        const string recipe = "steps: [unicode, html, exact-duplicates, near-duplicates]";
        var first = await box.PreparedAsync("q@1", recipe);
        var second = await box.PreparedAsync("q@1", recipe);
        Assert.Equal(first.ContentHash, second.ContentHash);
        Assert.Equal(180, first.Details!.Steps![2].RowsOut);
    }

    [Fact]
    public async Task Overlap_LeavesNoHeldOutRowThatTrainingAsks()
    {
        await using var box = await DatasetsBox.StartAsync();
        var lines = new[] { ("train", "a", "1"), ("test", "A", "2"), ("validation", "b", "3"), ("train", "c", "4") }.Select(r => $$"""{"split":"{{r.Item1}}","prompt":"{{r.Item2}}","completion":"{{r.Item3}}"}""");
        await box.ImportedAsync(new ImportDatasetRequest("o", Path: box.Write("a.jsonl", string.Join('\n', lines))));
        var clean = await box.PreparedAsync("o", "steps: [overlap]");
        Assert.Equal([1, 3, 4], (await box.RowsAsync(clean)).Select(r => r.Row));
        Assert.Equal("fine", clean.Details!.Checks.Single(c => c.Kind == "overlap").Severity);
    }

    [Fact]
    public async Task Prepare_ThatLeavesNothing_FailsAndMakesNoVersion()
    {
        await using var box = await DatasetsBox.StartAsync();
        await box.ImportedAsync(new ImportDatasetRequest("n", Path: box.Write("a.jsonl", "{\"text\":\"short\"}\n")));
        var accepted = await box.Client.Datasets.PrepareAsync("n", new PrepareDatasetRequest("steps:\n  - step: length\n    min: 100"), Cancellation);
        var task = await box.Get<Onebox.Tasks.ITasks>().WaitAsync(accepted.TaskId, Cancellation);
        Assert.Equal((TaskState.Failed, "recipe.nothing_left"), (task.State, task.Failure!.Code));
        Assert.Single((await box.Client.Datasets.GetAsync("n", Cancellation)).Versions!);
    }

    [Fact]
    public async Task Recipe_ThatIsWrong_IsRefusedAtOnce()
    {
        await using var box = await DatasetsBox.StartAsync();
        await box.ImportedAsync(new ImportDatasetRequest("w", Path: box.Write("a.jsonl", "{\"text\":\"short\"}\n")));
        var refusal = await Assert.ThrowsAsync<BoxException>(() => box.Client.Datasets.PrepareAsync("w", new PrepareDatasetRequest("steps: [unicde]"), Cancellation));
        Assert.Equal((400, "recipe.invalid"), (refusal.Problem.Status, refusal.Problem.Code));
    }
}
