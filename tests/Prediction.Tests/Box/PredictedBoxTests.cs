using System.ClientModel;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using OpenAI;
using OpenAI.Batch;
using OpenAI.Files;
using Onebox.Api.Access;
using Onebox.Host.Tests;
using Onebox.Testing;

namespace Onebox.Prediction.Tests.Box;

/// <summary>Files and batches with the official .NET client, against a real model behind a real host.</summary>
public sealed class PredictedBoxTests(ServedBox served) : IClassFixture<ServedBox>
{
    [Fact]
    public async Task Files_AreKeptListedReadAndDeleted()
    {
        Skip();
        var files = (await OpenAIAsync("files")).GetOpenAIFileClient();
        var uploaded = (await files.UploadFileAsync(BinaryData.FromString("{\"a\":1}\n"), "höhe.jsonl", FileUploadPurpose.Batch)).Value;
        Assert.StartsWith("file-", uploaded.Id, StringComparison.Ordinal);
        Assert.Equal(("höhe.jsonl", 8), (uploaded.Filename, (int?)uploaded.SizeInBytes));
        Assert.Contains((await files.GetFilesAsync()).Value, f => f.Id == uploaded.Id);
        Assert.Equal("{\"a\":1}\n", (await files.DownloadFileAsync(uploaded.Id)).Value.ToString());
        Assert.True((await files.DeleteFileAsync(uploaded.Id)).Value.Deleted);
        Assert.Equal(404, (await Assert.ThrowsAsync<ClientResultException>(() => files.GetFileAsync(uploaded.Id))).Status);
    }

    [Fact]
    public async Task File_OfAnotherUser_IsNotThere()
    {
        Skip();
        var files = (await OpenAIAsync("mine")).GetOpenAIFileClient();
        var uploaded = (await files.UploadFileAsync(BinaryData.FromString("x"), "x.txt", FileUploadPurpose.Batch)).Value;
        var created = await served.Box.Client.Access.CreateUserAsync(new CreateUserRequest($"other-{Interlocked.Increment(ref _names)}", "developer"));
        using var http = new HttpClient { BaseAddress = served.Box.Address };
        using var session = await http.PostAsJsonAsync("api/session", new { token = new Uri(created.Link.Url).Fragment.TrimStart('#') });
        Assert.True(session.IsSuccessStatusCode, await session.Content.ReadAsStringAsync());
        using var request = new HttpRequestMessage(HttpMethod.Get, $"v1/files/{uploaded.Id}/content");
        if (session.Headers.TryGetValues("Set-Cookie", out var cookies)) request.Headers.Add("Cookie", string.Join("; ", cookies.Select(c => c.Split(';')[0])));
        using var answer = await http.SendAsync(request);
        Assert.Equal(404, (int)answer.StatusCode);
    }

    [Fact]
    public async Task Batch_GivesAnswersAndErrorsInTheirFiles()
    {
        Skip();
        var client = await OpenAIAsync("batch");
        var input = Lines(
            [.. Enumerable.Range(0, 6).Select(i => Request($"r{i}", new { model = "stories", prompt = "Once upon a time", max_tokens = 4 + i, temperature = 0 })),
            Request("bad", new { model = "stories", prompt = "x", max_tokens = 4, temperature = 99 }),
            Request("nobody", new { model = "no-such-route", prompt = "x" }),
            Request("stream", new { model = "stories", prompt = "x", stream = true })]);
        var (batch, id) = await RunAsync(client, input);
        Assert.Equal("completed", batch.GetProperty("status").GetString());
        Assert.Equal((9, 6, 3), Counts(batch));

        var files = client.GetOpenAIFileClient();
        var output = Rows((await files.DownloadFileAsync(batch.GetProperty("output_file_id").GetString()!)).Value);
        Assert.Equal(["r0", "r1", "r2", "r3", "r4", "r5"], output.Select(r => r.GetProperty("custom_id").GetString()));
        Assert.All(output, r => Assert.Equal(200, r.GetProperty("response").GetProperty("status_code").GetInt32()));
        Assert.NotEmpty(output[0].GetProperty("response").GetProperty("body").GetProperty("choices")[0].GetProperty("text").GetString()!);
        var errors = Rows((await files.DownloadFileAsync(batch.GetProperty("error_file_id").GetString()!)).Value);
        Assert.Equal([("bad", 400), ("nobody", 404), ("stream", 400)], errors.Select(r => (r.GetProperty("custom_id").GetString()!, r.GetProperty("response").GetProperty("status_code").GetInt32())));
        Assert.Contains("temperature", errors[0].GetProperty("response").GetProperty("body").GetProperty("error").GetProperty("message").GetString(), StringComparison.Ordinal);

        var listed = false;
        await foreach (var page in client.GetBatchClient().GetBatchesAsync(new BatchCollectionOptions()).GetRawPagesAsync()) listed |= page.GetRawResponse().Content.ToString().Contains(id, StringComparison.Ordinal);
        Assert.True(listed);
    }

    [Fact]
    public async Task Batch_OfAFaultyFile_FailsWithTheLines()
    {
        Skip();
        var (batch, _) = await RunAsync(await OpenAIAsync("faulty"), "nonsense\n");
        Assert.Equal("failed", batch.GetProperty("status").GetString());
        Assert.Equal(("invalid_json_line", 1), (batch.GetProperty("errors").GetProperty("data")[0].GetProperty("code").GetString(), batch.GetProperty("errors").GetProperty("data")[0].GetProperty("line").GetInt32()));
    }

    [Fact]
    public async Task Batch_Cancelled_GivesWhatItHas()
    {
        Skip();
        var client = await OpenAIAsync("cancelled");
        var batches = client.GetBatchClient();
        var id = await CreateAsync(client, Lines([.. Enumerable.Range(0, 400).Select(i => Request($"r{i}", new { model = "stories", prompt = $"Once upon a time {i}", max_tokens = 100, temperature = 0 }))]));
        await Eventually.TrueAsync(async () => Counts(await GetAsync(batches, id)).Completed > 0);
        await CancelAsync(batches, id);
        await Eventually.TrueAsync(async () => (await GetAsync(batches, id)).GetProperty("status").GetString() == "cancelled");
        var batch = await GetAsync(batches, id);
        var rows = Rows((await client.GetOpenAIFileClient().DownloadFileAsync(batch.GetProperty("output_file_id").GetString()!)).Value);
        Assert.InRange(rows.Count, 1, 399);
        Assert.Equal(rows.Count, Counts(batch).Completed);
    }

    [Fact]
    public async Task Batch_WhoseHostIsKilled_GoesOnAndHasEveryRowOnce()
    {
        Skip();
        await using var box = new ServedBoxOfItsOwn();
        await box.Served.InitializeAsync();
        var key = (await box.Served.Box.Client.Access.CreateKeyAsync(new CreateKeyRequest("killed"))).Key;
        var client = new OpenAIClient(new ApiKeyCredential(key), new OpenAIClientOptions { Endpoint = new Uri(box.Served.Box.Address, "v1") });
        const int rows = 120;
        var id = await CreateAsync(client, Lines([.. Enumerable.Range(0, rows).Select(i => Request($"r{i}", new { model = "stories", prompt = $"Once upon a time {i}", max_tokens = 60, temperature = 0 }))]));
        await Eventually.TrueAsync(async () => Counts(await GetAsync(client.GetBatchClient(), id)).Completed > 0);
        await box.Served.Box.KillAsync();
        await box.Served.Box.StartAgainAsync();
        await Eventually.TrueAsync(async () => (await GetAsync(client.GetBatchClient(), id)).GetProperty("status").GetString() == "completed", TimeSpan.FromSeconds(120));
        var batch = await GetAsync(client.GetBatchClient(), id);
        var output = Rows((await client.GetOpenAIFileClient().DownloadFileAsync(batch.GetProperty("output_file_id").GetString()!)).Value);
        Assert.Equal(Enumerable.Range(0, rows).Select(i => $"r{i}"), output.Select(r => r.GetProperty("custom_id").GetString()));
        Assert.Equal((rows, rows, 0), Counts(batch));
    }

    [Fact]
    public async Task CommandLine_PredictsADatasetRowByRow()
    {
        Skip();
        var folder = Directory.CreateTempSubdirectory("onebox-predict-").FullName;
        var file = Path.Combine(folder, "faq.jsonl");
        await File.WriteAllLinesAsync(file, Enumerable.Range(0, 12).Select(i => JsonSerializer.Serialize(new { messages = new[] { new { role = "user", content = $"Tell a story about the number {i}." }, new { role = "assistant", content = $"Once there was a {i}." } } })));
        var imported = await OneboxAsync("datasets", "import", file, "--name", "faq", "--json");
        Assert.True(imported.Code == 0, imported.Error);
        var output = Path.Combine(folder, "out.jsonl");
        var run = await OneboxAsync("predict", "--route", "stories", "--dataset", "faq", "--out", output, "--max-tokens", "8", "--json");
        Assert.True(run.Code == 0, run.Error);
        using (var json = JsonDocument.Parse(run.Output)) Assert.Equal((12, 12), (json.RootElement.GetProperty("rows").GetInt32(), json.RootElement.GetProperty("completed").GetInt32()));
        var rows = (await File.ReadAllLinesAsync(output)).Select(l => JsonDocument.Parse(l).RootElement).ToList();
        Assert.Equal(12, rows.Select(r => r.GetProperty("id").GetString()).Distinct().Count());
        Assert.All(rows, r => Assert.Equal(JsonValueKind.Null, r.GetProperty("error").ValueKind));
        Assert.All(rows, r => Assert.Equal(JsonValueKind.String, r.GetProperty("prediction").ValueKind));
        Assert.Contains(rows, r => r.GetProperty("expected").GetString() == "Once there was a 7.");

        // The same dataset as a task, and looked for in itself.
        var evaluated = await OneboxAsync("eval", "run", "--task", "dataset:faq", "--models", "stories", "--limit", "3", "--against", "faq", "--json");
        Assert.True(evaluated.Code == 0, evaluated.Error);
        using (var json = JsonDocument.Parse(evaluated.Output)) Assert.Equal("f1", json.RootElement.GetProperty("result").GetProperty("scores")[0].GetProperty("primary").GetString());
        Assert.NotEqual(0, (await OneboxAsync("predict", "--route", "nobody", "--dataset", "faq", "--out", output)).Code);
        Directory.Delete(folder, recursive: true);
    }

    private static void Skip() => Assert.SkipWhen(ServedBox.Stories is null, "shared/data/stories260K.gguf is not beside this checkout.");

    private static string Request(string id, object body) => JsonSerializer.Serialize(new { custom_id = id, method = "POST", url = "/v1/completions", body });

    private static string Lines(IEnumerable<string> lines) => string.Concat(lines.Select(l => l + "\n"));

    private static List<JsonElement> Rows(BinaryData file) => [.. file.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(l => JsonDocument.Parse(l).RootElement.Clone())];

    private static (int Total, int Completed, int Failed) Counts(JsonElement batch)
    {
        var counts = batch.GetProperty("request_counts");
        return (counts.GetProperty("total").GetInt32(), counts.GetProperty("completed").GetInt32(), counts.GetProperty("failed").GetInt32());
    }

    private static async Task<(JsonElement Batch, string Id)> RunAsync(OpenAIClient client, string input)
    {
        var id = await CreateAsync(client, input);
        await Eventually.TrueAsync(async () => (await GetAsync(client.GetBatchClient(), id)).GetProperty("status").GetString() is "completed" or "failed", TimeSpan.FromSeconds(60));
        return (await GetAsync(client.GetBatchClient(), id), id);
    }

    private static async Task<string> CreateAsync(OpenAIClient client, string input)
    {
        var file = (await client.GetOpenAIFileClient().UploadFileAsync(new MemoryStream(Encoding.UTF8.GetBytes(input)), "in.jsonl", FileUploadPurpose.Batch)).Value;
        var operation = await client.GetBatchClient().CreateBatchAsync(
            BinaryContent.Create(BinaryData.FromObjectAsJson(new { input_file_id = file.Id, endpoint = "/v1/completions", completion_window = "24h", metadata = new { from = "test" } })), waitUntilCompleted: false);
        return operation.BatchId;
    }

    private static async Task<JsonElement> GetAsync(BatchClient batches, string id)
    {
        var result = await batches.GetBatchAsync(id, new System.ClientModel.Primitives.RequestOptions());
        return JsonDocument.Parse(result.GetRawResponse().Content).RootElement.Clone();
    }

    private static async Task CancelAsync(BatchClient batches, string id)
    {
        using var message = batches.Pipeline.CreateMessage();
        message.Request.Method = "POST";
        message.Request.Uri = new Uri(batches.Endpoint, $"/v1/batches/{id}/cancel");
        await batches.Pipeline.SendAsync(message);
        Assert.Equal(200, message.Response!.Status);
    }

    private Task<(int Code, string Output, string Error)> OneboxAsync(params string[] arguments) => CommandLine.RunAsync(served.Box.Folder, arguments);

    private static int _names;

    private async Task<OpenAIClient> OpenAIAsync(string name)
    {
        var key = (await served.Box.Client.Access.CreateKeyAsync(new CreateKeyRequest($"{name}-{Interlocked.Increment(ref _names)}"))).Key;
        return new OpenAIClient(new ApiKeyCredential(key), new OpenAIClientOptions { Endpoint = new Uri(served.Box.Address, "v1") });
    }

    private sealed class ServedBoxOfItsOwn : IAsyncDisposable
    {
        public ServedBox Served { get; } = new();

        public ValueTask DisposeAsync() => Served.DisposeAsync();
    }
}
