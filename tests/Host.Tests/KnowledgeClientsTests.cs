#pragma warning disable OPENAI001 // OpenAI's client calls its vector stores experimental.
using System.ClientModel;
using System.Text.Json;
using ModelContextProtocol.Client;
using ModelContextProtocol.Protocol;
using Onebox.Api.Access;
using Onebox.Api.Deployments;
using Onebox.Api.Knowledge;
using Onebox.Api.Tasks;
using Onebox.Testing;
using OpenAI;
using OpenAI.Chat;
using OpenAI.Files;
using OpenAI.VectorStores;

namespace Onebox.Host.Tests;

/// <summary>Knowledge bases by the clients that people have: OpenAI's for .NET, and the Model Context Protocol's.</summary>
public sealed class KnowledgeClientsTests : IAsyncLifetime
{
    private readonly string _folder = Directory.CreateTempSubdirectory("onebox-test-docs-").FullName;
    private readonly QuotingEngine _engine = new();
    private RealBox _box = null!;

    public async ValueTask InitializeAsync()
    {
        _box = await RealBox.StartAsync();
        await File.WriteAllTextAsync(Path.Combine(_folder, "leave.md"), "# Leave\n\nEmployees receive thirty days of paid vacation each year.\n");
        await File.WriteAllTextAsync(Path.Combine(_folder, "pump.md"), "# Pump\n\nThe pump AB-1234 is greased every six months.\n");
        await _box.Client.Deployments.AddEngineAsync(new AddEngineRequest("quoting", _engine.Address.ToString()));
        await _box.Client.Deployments.PutRouteAsync("assistant", new PutRouteRequest([new RouteTarget("engine:quoting", 100, "quoting")]));
    }

    public async ValueTask DisposeAsync()
    {
        await _box.DisposeAsync();
        await _engine.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public async Task Chat_RouteWithABase_AnswersFromTheDocuments()
    {
        await _box.Client.Knowledge.CreateAsync(new CreateKnowledgeBaseRequest("handbook"));
        await DoneAsync((await _box.Client.Knowledge.AddAsync("handbook", new AddDocumentsRequest([_folder]))).TaskId);
        await _box.Client.Knowledge.UpdateAsync("handbook", new UpdateKnowledgeBaseRequest(AttachedTo: "assistant"));
        var client = OpenAI(_box.LocalKey).GetChatClient("assistant");
        ChatMessage[] messages = [new SystemChatMessage("Be brief."), new UserChatMessage("How much paid vacation do employees receive?")];

        var completion = (await client.CompleteChatAsync(messages)).Value;
        Assert.Contains("thirty days of paid vacation", completion.Content[0].Text, StringComparison.Ordinal);
        var annotation = Assert.Single(completion.Annotations);
        Assert.Equal("leave.md", annotation.WebResourceTitle);
        Assert.StartsWith("[", completion.Content[0].Text[annotation.StartIndex..annotation.EndIndex], StringComparison.Ordinal);

        var streamed = "";
        await foreach (var update in client.CompleteChatStreamingAsync(messages)) streamed += string.Concat(update.ContentUpdate.Select(c => c.Text));
        Assert.Equal(completion.Content[0].Text, streamed);
        using var raw = new HttpRequestMessage(HttpMethod.Post, "v1/chat/completions") { Content = new StringContent("""{"model":"assistant","stream":true,"messages":[{"role":"user","content":[{"type":"text","text":"How much paid vacation do employees receive?"}]}]}""", System.Text.Encoding.UTF8, "application/json") };
        using var response = await _box.Client.Connection.SendAsync(raw, HttpCompletionOption.ResponseContentRead);
        Assert.Contains("\"annotations\":[{\"type\":\"url_citation\"", await response.Content.ReadAsStringAsync(), StringComparison.Ordinal);

        // Without the right to read documents there is no answer, also not the model's own.
        var stranger = OpenAI((await _box.Client.Access.CreateKeyAsync(new CreateKeyRequest("stranger", "developer", Actions: ["infer"]))).Key).GetChatClient("assistant");
        Assert.Equal(403, (await Assert.ThrowsAsync<ClientResultException>(() => stranger.CompleteChatAsync(messages))).Status);
        // After a restart it is attached still; detached, the model answers alone.
        await _box.TerminateAsync();
        await _box.StartAgainAsync();
        client = OpenAI(_box.LocalKey).GetChatClient("assistant");
        Assert.Contains("thirty days", (await client.CompleteChatAsync(messages)).Value.Content[0].Text, StringComparison.Ordinal);
        await _box.Client.Knowledge.UpdateAsync("handbook", new UpdateKnowledgeBaseRequest(AttachedTo: ""));
        Assert.Empty((await client.CompleteChatAsync([new UserChatMessage("Question: How much paid vacation?")])).Value.Annotations);
    }

    [Fact]
    public async Task VectorStore_FilesWithAttributes_AreFoundByFilter()
    {
        var client = OpenAI(_box.LocalKey);
        var (files, stores) = (client.GetOpenAIFileClient(), client.GetVectorStoreClient());
        var leave = (await files.UploadFileAsync(Path.Combine(_folder, "leave.md"), FileUploadPurpose.Assistants)).Value;
        var pump = (await files.UploadFileAsync(Path.Combine(_folder, "pump.md"), FileUploadPurpose.UserData)).Value;
        var store = (await stores.CreateVectorStoreAsync(new VectorStoreCreationOptions { Name = "Support FAQ", Metadata = { ["desk"] = "3" } })).Value;
        Assert.Equal("3", (await stores.GetVectorStoreAsync(store.Id)).Value.Metadata["desk"]);
        Assert.Equal("4", (await stores.ModifyVectorStoreAsync(store.Id, new VectorStoreModificationOptions { Name = "Support FAQ", Metadata = { ["desk"] = "4" } })).Value.Metadata["desk"]);
        // What is not done here is refused, not passed over.
        var overlap = await Assert.ThrowsAsync<ClientResultException>(() => stores.AddFileToVectorStoreAsync(store.Id, Body("""{"file_id":"FILE","chunking_strategy":{"type":"static","static":{"max_chunk_size_tokens":200,"chunk_overlap_tokens":50}}}""".Replace("FILE", leave.Id, StringComparison.Ordinal))));
        Assert.Contains("do not overlap", overlap.Message, StringComparison.Ordinal);
        Assert.Equal(400, (await Assert.ThrowsAsync<ClientResultException>(() => stores.CreateVectorStoreAsync(new VectorStoreCreationOptions { ExpirationPolicy = new VectorStoreExpirationPolicy(VectorStoreExpirationAnchor.LastActiveAt, 7) }))).Status);
        await stores.AddFileToVectorStoreAsync(store.Id, Body("""{"file_id":"FILE","attributes":{"team":"hr","year":2024,"public":true},"chunking_strategy":{"type":"static","static":{"max_chunk_size_tokens":200,"chunk_overlap_tokens":0}}}""".Replace("FILE", leave.Id, StringComparison.Ordinal)));
        await stores.AddFileToVectorStoreAsync(store.Id, Body("""{"file_id":"FILE","attributes":{"team":"works","year":2026}}""".Replace("FILE", pump.Id, StringComparison.Ordinal)));
        await Eventually.TrueAsync(async () => (await stores.GetVectorStoreAsync(store.Id)).Value.FileCounts.Completed == 2);
        Assert.Equal(VectorStoreFileStatus.Completed, (await stores.GetVectorStoreFileAsync(store.Id, leave.Id)).Value.Status);

        const string Words = "employees vacation pump greased";
        Assert.Equal([leave.Id, pump.Id], (await FoundAsync(stores, store.Id, Words, null)).Order());
        Assert.Equal([leave.Id], await FoundAsync(stores, store.Id, Words, """{"type":"eq","key":"team","value":"hr"}"""));
        Assert.Equal([pump.Id], await FoundAsync(stores, store.Id, Words, """{"type":"ne","key":"public","value":true}"""));
        Assert.Equal([pump.Id], await FoundAsync(stores, store.Id, Words, """{"type":"gt","key":"year","value":2024}"""));
        Assert.Equal([leave.Id], await FoundAsync(stores, store.Id, Words, """{"type":"and","filters":[{"type":"lte","key":"year","value":2025},{"type":"in","key":"team","value":["hr","works"]}]}"""));
        Assert.Equal([leave.Id, pump.Id], (await FoundAsync(stores, store.Id, Words, """{"type":"or","filters":[{"type":"eq","key":"team","value":"hr"},{"type":"gte","key":"year","value":2026}]}""")).Order());
        Assert.Empty(await FoundAsync(stores, store.Id, Words, """{"type":"nin","key":"team","value":["hr","works"]}"""));
        Assert.Equal(400, (await Assert.ThrowsAsync<ClientResultException>(() => FoundAsync(stores, store.Id, Words, """{"type":"like","key":"team","value":"h"}"""))).Status);
        Assert.Empty(await FoundAsync(stores, store.Id, "zebra quagga", null));

        var batch = (await stores.AddFileBatchToVectorStoreAsync(store.Id, [leave.Id, pump.Id])).Value;
        await Eventually.TrueAsync(async () => (await stores.GetVectorStoreFileBatchAsync(store.Id, batch.BatchId)).Value.FileCounts.Completed == 2);
        await stores.RemoveFileFromVectorStoreAsync(store.Id, leave.Id);
        Assert.Equal([pump.Id], await FoundAsync(stores, store.Id, Words, null));
        Assert.True((await stores.DeleteVectorStoreAsync(store.Id)).Value.Deleted);
    }

    [Fact]
    public Task OfficialJavaScriptClient_FilesStoresAndResponses_AreAnsweredAsOpenAIsApiHasThem() => JavaScriptClientTests.RunOpenAIAsync("knowledge.mjs", _box.Address, _box.LocalKey, "assistant");

    [Fact]
    public async Task SearchTool_ByTheProtocolsClient_ShowsWhatTheKeyMayRead()
    {
        await _box.Client.Knowledge.CreateAsync(new CreateKnowledgeBaseRequest("handbook", "What everybody asks."));
        await DoneAsync((await _box.Client.Knowledge.AddAsync("handbook", new AddDocumentsRequest([Path.Combine(_folder, "leave.md")], Readers: ["hr"]))).TaskId);
        await DoneAsync((await _box.Client.Knowledge.AddAsync("handbook", new AddDocumentsRequest([Path.Combine(_folder, "pump.md")]))).TaskId);
        async Task<string> AskAsync(string key, string tool, Dictionary<string, object?> arguments)
        {
            await using var transport = new HttpClientTransport(new HttpClientTransportOptions { Endpoint = new Uri(_box.Address, "mcp"), AdditionalHeaders = new Dictionary<string, string> { ["Authorization"] = $"Bearer {key}" } });
            await using var client = await McpClient.CreateAsync(transport);
            Assert.Equal(["list_knowledge_bases", "search_knowledge"], (await client.ListToolsAsync()).Select(t => t.Name).Order(StringComparer.Ordinal));
            var result = await client.CallToolAsync(tool, arguments);
            Assert.NotEqual(true, result.IsError);
            Assert.True((await client.CallToolAsync("search_knowledge", new Dictionary<string, object?> { ["query"] = "x", ["base"] = "handbook" })).IsError);
            return string.Concat(result.Content.OfType<TextContentBlock>().Select(c => c.Text));
        }

        var (inside, outside) = (await KeyAsync("eve", "hr"), await KeyAsync("bob", "works"));
        var question = new Dictionary<string, object?> { ["query"] = "paid vacation of employees", ["top"] = 3 };
        var found = await AskAsync(inside, "search_knowledge", question);
        Assert.Contains("thirty days of paid vacation", found, StringComparison.Ordinal);
        Assert.Contains("## leave.md", found, StringComparison.Ordinal);
        Assert.DoesNotContain("thirty days", await AskAsync(outside, "search_knowledge", question), StringComparison.Ordinal);
        Assert.Contains("AB-1234", await AskAsync(outside, "search_knowledge", new Dictionary<string, object?> { ["query"] = "How often is pump AB1234 greased?", ["knowledgeBase"] = "handbook" }), StringComparison.Ordinal);
        Assert.Contains("handbook: What everybody asks.", await AskAsync(outside, "list_knowledge_bases", []), StringComparison.Ordinal);
        await Assert.ThrowsAsync<HttpRequestException>(() => AskAsync("ob_wrong", "search_knowledge", question));
    }

    private static BinaryContent Body(string json) => BinaryContent.Create(BinaryData.FromString(json));

    private static async Task<List<string>> FoundAsync(VectorStoreClient stores, string store, string query, string? filters)
    {
        var body = $$"""{"query":{{JsonSerializer.Serialize(query)}},"max_num_results":5{{(filters is null ? "" : $",\"filters\":{filters}")}}}""";
        var result = await stores.SearchVectorStoreAsync(store, Body(body), null);
        using var json = JsonDocument.Parse(result.GetRawResponse().Content);
        return [.. json.RootElement.GetProperty("data").EnumerateArray().Select(d => d.GetProperty("file_id").GetString()!)];
    }

    private OpenAIClient OpenAI(string key) => new(new ApiKeyCredential(key), new OpenAIClientOptions { Endpoint = new Uri(_box.Address, "v1"), RetryPolicy = new System.ClientModel.Primitives.ClientRetryPolicy(0) });

    private async Task<string> KeyAsync(string name, string group) => (await _box.Client.Access.CreateKeyAsync(new CreateKeyRequest(name, "reader", Groups: [group]))).Key;

    private async Task DoneAsync(string taskId)
    {
        var task = await _box.Client.Tasks.WaitAsync(taskId);
        Assert.True(task.State == TaskState.Succeeded, task.Failure?.Cause);
    }
}
