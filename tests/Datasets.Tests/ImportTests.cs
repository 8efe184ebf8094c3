using System.Security.Cryptography;
using Onebox.Api;
using Onebox.Api.Datasets;
using Onebox.Api.Models;
using Onebox.Api.Tasks;
using Onebox.Testing;

namespace Onebox.Datasets.Tests;

public sealed class ImportTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Import_OfAFaq_BecomesAReadyVersionThatVerifies()
    {
        await using var box = await DatasetsBox.StartAsync();
        var lines = Enumerable.Range(0, 200).Select(i => $$"""{"question":"How much is {{i}} and 1?","answer":"It is {{i + 1}}."}""");
        var faq = await box.ImportedAsync(new ImportDatasetRequest("faq", Path: box.Write("faq.jsonl", string.Join('\n', lines))));

        Assert.Equal(("faq", 1, "ready", "questions", "jsonl"), (faq.Name, faq.Version, faq.State, faq.Shape, faq.Format));
        Assert.Equal(200, faq.Rows);
        Assert.Equal(faq.Rows, faq.Splits.Train + faq.Splits.Validation + faq.Splits.Test);
        Assert.InRange(faq.Splits.Train, 165, 195);
        Assert.Equal(faq.ContentHash, Convert.ToHexStringLower(SHA256.HashData(await File.ReadAllBytesAsync(faq.RowsPath!, Cancellation))));
        Assert.All(faq.Details!.Checks, c => Assert.Equal("fine", c.Severity));
        Assert.Equal(200, faq.Details.Statistics.Characters.Histogram.Sum(b => b.Rows));
        var rows = await box.RowsAsync(faq);
        Assert.Equal(faq.Details.Statistics.Characters.Total, rows.Sum(r => r.Question!.Length + r.Answers![0].Length));
        Assert.Contains(("dataset.imported", faq.VersionId), box.Audit.Entries);
    }

    [Fact]
    public async Task Import_WithRowsAdded_LeavesTheOthersInTheirSplits()
    {
        await using var box = await DatasetsBox.StartAsync();
        static string Line(int i) => $$"""{"prompt":"Question {{i}}","completion":"Answer {{i}}"}""";
        var first = await box.ImportedAsync(new ImportDatasetRequest("grows", Path: box.Write("a.jsonl", string.Join('\n', Enumerable.Range(0, 300).Select(Line)))));
        var before = (await box.RowsAsync(first)).ToDictionary(r => r.Id, r => r.Split, StringComparer.Ordinal);
        var second = await box.ImportedAsync(new ImportDatasetRequest("grows", Path: box.Write("b.jsonl", string.Join('\n', Enumerable.Range(-100, 600).Select(Line)))));
        var after = (await box.RowsAsync(second)).ToDictionary(r => r.Id, r => r.Split, StringComparer.Ordinal);

        Assert.Equal(2, second.Version);
        Assert.Equal([2, 1], second.Versions!.Select(v => v.Version));
        Assert.All(before, row => Assert.Equal(row.Value, after[row.Key]));
        Assert.Equal(first.ContentHash, (await box.Client.Datasets.GetAsync("grows@1", Cancellation)).ContentHash);
    }

    [Fact]
    public async Task Import_UnderANameThatIsTaken_SaysWhichVersionItBecameAndWhatChanged()
    {
        await using var box = await DatasetsBox.StartAsync();
        await box.ImportedAsync(new ImportDatasetRequest("mine", Path: box.Write("a.csv", "prompt,completion\nHi,Hello\nBye,See you\n")));
        var second = await box.ImportedAsync(new ImportDatasetRequest("mine", Path: box.Write("b.csv", "question,answer\nWhy?,Because.\n")));
        var log = await box.Client.Tasks.LogAsync(second.TaskId!, cancellation: Cancellation);
        Assert.Contains(log.Items, l => l.Text.Contains("version 2 of mine (before: 2 rows; now: 1 row)", StringComparison.Ordinal) && l.Text.Contains("prompt, completion", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Import_OfPlainTextLinesNamedJsonl_NamesTheFirstAndWhatToDo()
    {
        await using var box = await DatasetsBox.StartAsync();
        var task = await box.ImportAsync(new ImportDatasetRequest("plain", Path: box.Write("plain.jsonl", "just a line\nand another\n")));
        Assert.Equal("dataset.no_rows", task.Failure!.Code);
        Assert.Contains("number 1", task.Failure.Cause, StringComparison.Ordinal);
        Assert.Contains("--format text", task.Failure.Remedy, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Import_OfTheSameContent_MakesNoVersion()
    {
        await using var box = await DatasetsBox.StartAsync();
        var path = box.Write("a.csv", "prompt,completion\nHi,Hello\n");
        await box.ImportedAsync(new ImportDatasetRequest("same", Path: path));
        var again = await box.ImportedAsync(new ImportDatasetRequest("same", Path: path));
        Assert.Equal(1, again.Version);
        Assert.Single(again.Versions!);
        // Nor a number: what comes next is the second.
        Assert.Equal(2, (await box.ImportedAsync(new ImportDatasetRequest("same", Path: box.Write("b.csv", "prompt,completion\nHi,Hola\n")))).Version);
        await box.Client.Datasets.DeleteAsync("same@2", Cancellation);
        Assert.Single(Directory.GetDirectories(box.Data.Datasets));
    }

    [Fact]
    public async Task Checks_FindEachFault_WithTheFilesRowNumbers()
    {
        await using var box = await DatasetsBox.StartAsync();
        string[] lines =
        [
            """{"split":"train","messages":[{"role":"user","content":"One"},{"role":"assistant","content":"1"}]}""",
            """{"split":"train","messages":[{"role":"user","content":"Two"},{"role":"assistant","content":" "}]}""",
            """not json""",
            """{"split":"train","messages":[{"role":"user","content":"Four"},{"role":"user","content":"4"}]}""",
            """{"split":"train","messages":[{"role":"boss","content":"Five"},{"role":"assistant","content":"5"}]}""",
            """{"split":"train","messages":[{"role":"user","content":"CafÃ© six"},{"role":"assistant","content":"6"}]}""",
            """{"split":"train","messages":[{"role":"user","content":"ONE"},{"role":"assistant","content":"1 "}]}""",
            """{"split":"test","messages":[{"role":"user","content":"one"},{"role":"assistant","content":"uno"}]}""",
            """{"split":"train","other":1}""",
            """{"split":"train","messages":[{"role":"user","content":"LONG"},{"role":"assistant","content":"12345678901234567890123456789012345678901234567890"}]}""",
        ];
        var dataset = await box.ImportedAsync(new ImportDatasetRequest("faulty", Path: box.Write("a.jsonl", string.Join('\n', lines)), ContextTokens: 8));
        var checks = dataset.Details!.Checks.ToDictionary(c => c.Kind, c => c, StringComparer.Ordinal);
        Assert.Equal(2, dataset.Details.Skipped);
        Assert.Equal([3, 9], checks["unreadable"].Rows.Select(r => r.Row));
        Assert.Equal([2], checks["empty"].Rows.Select(r => r.Row));
        Assert.Equal([4, 5], checks["roles"].Rows.Select(r => r.Row));
        Assert.Equal([6], checks["encoding"].Rows.Select(r => r.Row));
        Assert.Equal([10], checks["too-long"].Rows.Select(r => r.Row));
        Assert.Equal([(7L, "the same as row 1")], checks["duplicate"].Rows.Select(r => (r.Row, r.Detail)));
        Assert.Equal([(8L, "asks what row 1 asks, which is for training")], checks["overlap"].Rows.Select(r => (r.Row, r.Detail)));
        Assert.Equal((7, 0, 1), (dataset.Splits.Train, dataset.Splits.Validation, dataset.Splits.Test));
    }

    [Fact]
    public async Task Check_WithAnotherContext_ReplacesWhatIsKnown()
    {
        await using var box = await DatasetsBox.StartAsync();
        await box.ImportedAsync(new ImportDatasetRequest("c", Path: box.Write("a.jsonl", "{\"prompt\":\"Hi there, how are you?\",\"completion\":\"Fine\"}\nbroken\n")));
        var accepted = await box.Client.Datasets.CheckAsync("c", new CheckDatasetRequest(ContextTokens: 3), Cancellation);
        await box.Get<Onebox.Tasks.ITasks>().WaitAsync(accepted.TaskId, Cancellation);
        var checks = (await box.Client.Datasets.GetAsync("c", Cancellation)).Details!.Checks;
        Assert.Equal(1, checks.Single(c => c.Kind == "too-long").Count);
        Assert.Equal([2], checks.Single(c => c.Kind == "unreadable").Rows.Select(r => r.Row));
    }

    [Fact]
    public async Task Import_ThatFails_LeavesNothing()
    {
        await using var box = await DatasetsBox.StartAsync();
        var task = await box.ImportAsync(new ImportDatasetRequest("bad", Path: box.Write("a.csv", "Vorgang,Ergebnis\nx,y\n")));
        Assert.Equal((TaskState.Failed, "dataset.shape_unknown"), (task.State, task.Failure!.Code));
        Assert.Contains("--map", task.Failure.Remedy!, StringComparison.Ordinal);
        Assert.Empty((await box.Client.Datasets.ListAsync(Cancellation)).Items);
        Assert.Empty(Directory.GetFileSystemEntries(box.Data.Datasets));
    }

    [Fact]
    public async Task Import_OfAnUpload_TakesItAndLetsItGo()
    {
        await using var box = await DatasetsBox.StartAsync();
        var bytes = "text\nOnce upon a time.\n"u8.ToArray();
        var upload = await box.Client.Models.CreateUploadAsync(new CreateUploadRequest("tales.csv", bytes.Length), Cancellation);
        await box.Client.Models.AppendUploadAsync(upload.Id, 0, new MemoryStream(bytes), Cancellation);
        var seen = await box.Client.Datasets.RecognizeAsync(new ImportDatasetRequest(Upload: upload.Id), Cancellation);
        Assert.Equal(("csv", "text"), (seen.Format, seen.Candidates[0].Shape));
        var dataset = await box.ImportedAsync(new ImportDatasetRequest("tales", Upload: upload.Id));
        Assert.Equal(("text", 1L), (dataset.Shape, dataset.Rows));
        await Assert.ThrowsAsync<BoxException>(() => box.Client.Models.GetUploadAsync(upload.Id, Cancellation));
    }

    [Fact]
    public async Task Import_OfAnAddress_Downloads()
    {
        await using var box = await DatasetsBox.StartAsync();
        await using var server = await FileServer.StartAsync("prompt,completion\nHi,Hello\nBye,Goodbye\n");
        var dataset = await box.ImportedAsync(new ImportDatasetRequest("web", Url: server.Address + "pairs.csv?token=secret"));
        Assert.Equal(2, dataset.Rows);
        Assert.Equal(server.Address + "pairs.csv", dataset.Source);
        Assert.Equal([DatasetRows.FileName], Directory.GetFileSystemEntries(Path.GetDirectoryName(dataset.RowsPath!)!).Select(Path.GetFileName));
    }

    [Fact]
    public async Task Delete_OfAName_RemovesAllVersionsAndTheirRows()
    {
        await using var box = await DatasetsBox.StartAsync();
        await box.ImportedAsync(new ImportDatasetRequest("d", Path: box.Write("a.csv", "prompt,completion\nHi,Hello\n")));
        await box.ImportedAsync(new ImportDatasetRequest("d", Path: box.Write("b.csv", "prompt,completion\nHi,Hola\n")));
        await box.Client.Datasets.DeleteAsync("d@1", Cancellation);
        Assert.Equal(2, (await box.Client.Datasets.GetAsync("d", Cancellation)).Version);
        await box.Client.Datasets.DeleteAsync("d", Cancellation);
        var gone = await Assert.ThrowsAsync<BoxException>(() => box.Client.Datasets.GetAsync("d", Cancellation));
        Assert.Equal(("dataset.not_found", 404), (gone.Problem.Code, gone.Problem.Status));
        Assert.Empty(Directory.GetFileSystemEntries(box.Data.Datasets));
    }

    [Fact]
    public async Task Preview_WithATemplate_MarksWhatIsTrained()
    {
        await using var box = await DatasetsBox.StartAsync();
        await box.ImportedAsync(new ImportDatasetRequest("p", Path: box.Write("a.csv", "prompt,completion\nHi,Hello\n")));
        var row = (await box.Client.Datasets.PreviewAsync("p", template: "chatml", cancellation: Cancellation)).Rows.Single();
        Assert.Equal([("user", "Hi"), ("assistant", "Hello")], row.Parts.Select(p => (p.Name, p.Text)));
        Assert.Contains("Hello", row.Seen!.Single(s => s.Trained).Text, StringComparison.Ordinal);
        Assert.DoesNotContain("Hi", row.Seen!.Single(s => s.Trained).Text, StringComparison.Ordinal);
        Assert.Contains("<|im_start|>user\nHi", string.Concat(row.Seen!.Select(s => s.Text)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Rows_SeenByAModelOnTheBox_AreCountedInItsTokens()
    {
        var model = SharedData.Find("stories260K.gguf");
        Assert.SkipWhen(model is null, "shared/data/stories260K.gguf is not here");
        await using var box = await DatasetsBox.StartAsync();
        var accepted = await box.Client.Models.ImportAsync(new ImportModelRequest("stories", Path: model), Cancellation);
        await box.Get<Onebox.Tasks.ITasks>().WaitAsync(accepted.TaskId, Cancellation);
        var dataset = await box.ImportedAsync(new ImportDatasetRequest("t", Path: box.Write("a.jsonl", "{\"text\":\"Once upon a time, there was a little girl.\"}\n{\"text\":\"The end.\"}\n"), Tokenizer: "stories", ContextTokens: 8));
        Assert.Equal("stories", dataset.Details!.Statistics.Tokenizer);
        var preview = await box.Client.Datasets.PreviewAsync("t", template: "stories", cancellation: Cancellation);
        Assert.Equal(dataset.Details.Statistics.Tokens!.Total, preview.Rows.Sum(r => r.Tokens!.Value));
        Assert.InRange(preview.Rows[0].Tokens!.Value, 11, 40);
        Assert.Equal([1], dataset.Details.Checks.Single(c => c.Kind == "too-long").Rows.Select(r => r.Row));
    }

    [Fact]
    public async Task Import_OfXquad_FindsQuestionsWithAnswersInTheirContexts()
    {
        var path = SharedData.Find("xquad.en.json");
        Assert.SkipWhen(path is null, "shared/data/xquad.en.json is not here");
        await using var box = await DatasetsBox.StartAsync();
        var xquad = await box.ImportedAsync(new ImportDatasetRequest("xquad", Path: path, Shares: new SplitShares(0, 0, 1)));
        Assert.Equal(("questions", 1190L, 1190L), (xquad.Shape, xquad.Rows, xquad.Splits.Test));
        Assert.All(await box.RowsAsync(xquad), r => Assert.Contains(r.Answers![0], r.Context!, StringComparison.Ordinal));
    }
}
