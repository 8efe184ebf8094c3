using Onebox.Prediction.Batches;

namespace Onebox.Prediction.Tests.Running;

public sealed class BatchInputFileTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("onebox-batch-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task Faults_AreTheInputsLineByLine()
    {
        var path = Path.Combine(_folder, "in.jsonl");
        await File.WriteAllLinesAsync(path,
        [
            """{"custom_id":"a","method":"POST","url":"/v1/completions","body":{"model":"m"}}""",
            "",
            "nonsense",
            """{"custom_id":"a","method":"POST","url":"/v1/completions","body":{}}""",
            """{"custom_id":"b","method":"GET","url":"/v1/embeddings"}""",
        ]);
        var (errors, total) = await BatchInputFile.CheckAsync(path, "/v1/completions", 100, CancellationToken.None);
        Assert.Equal(4, total);
        Assert.Equal(
            [("invalid_json_line", 3L), ("duplicate_custom_id", 4L), ("invalid_method", 5L), ("mismatched_endpoint", 5L), ("missing_required_parameter", 5L)],
            errors.Select(e => (e.Code, e.Line!.Value)));
    }

    [Theory]
    [InlineData("", "empty_file")]
    [InlineData("{\"custom_id\":\"a\",\"url\":\"/v1/completions\",\"body\":{}}\n{\"custom_id\":\"b\",\"url\":\"/v1/completions\",\"body\":{}}\n", "too_many_requests")]
    public async Task File_OfNoneOrTooMany_IsRefused(string text, string code)
    {
        var path = Path.Combine(_folder, "in.jsonl");
        await File.WriteAllTextAsync(path, text);
        Assert.Contains((await BatchInputFile.CheckAsync(path, "/v1/completions", 1, CancellationToken.None)).Errors, e => e.Code == code);
    }
}
