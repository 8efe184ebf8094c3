using System.ClientModel;
using System.Diagnostics;
using System.Net.Http.Json;
using System.Text.Json;
using OpenAI;
using OpenAI.Chat;
using Onebox.Api;
using Onebox.Api.Access;
using Onebox.Api.Deployments;
using Onebox.Api.OpenAI;
using ChatMessage = Onebox.Api.OpenAI.ChatMessage;
using Onebox.Testing;

namespace Onebox.Host.Tests;

/// <summary>A real model in a real worker behind the real host.</summary>
public sealed class ServingTests(ServedBox served) : IClassFixture<ServedBox>
{
    private const string Beginning = "Once upon a time, there was a little girl named";
    private const string Continuation = " Lily. She loved to play outside in the park.";

    [Fact]
    public async Task Deploy_SettingsWithoutReplicas_MeanOne()
    {
        if (ServedBox.Stories is null) Assert.Skip("shared/data/stories260K.gguf is not beside the repository.");
        using var response = await served.Box.Client.Connection.Http.PostAsync(
            "api/deployments", new StringContent("""{"model":"stories","name":"unsaid","settings":{"contextTokens":128,"parallel":1}}""", null, "application/json"), TestContext.Current.CancellationToken);
        Assert.Equal(System.Net.HttpStatusCode.Accepted, response.StatusCode);
        var accepted = JsonSerializer.Deserialize(await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), ApiJson.Default.TaskAccepted)!;
        await served.DoneAsync(accepted.TaskId);
        Assert.Equal(1, (await served.Box.Client.Deployments.GetAsync("unsaid", TestContext.Current.CancellationToken)).Settings.Replicas);
        await served.Box.Client.Deployments.DeleteAsync("unsaid", TestContext.Current.CancellationToken);
    }

    [Fact]
    public async Task Completions_AtTemperatureZero_ContinueTheStory()
    {
        SkipWithout();
        Assert.StartsWith(Continuation, await CompleteAsync(Beginning), StringComparison.Ordinal);
    }

    [Fact]
    public async Task OpenAIClientForDotNet_Streams()
    {
        SkipWithout();
        var client = OpenAI((await served.Box.Client.Access.CreateKeyAsync(new CreateKeyRequest("dotnet"))).Key).GetChatClient("stories");
        var text = "";
        await foreach (var update in client.CompleteChatStreamingAsync([new UserChatMessage(Beginning)], new ChatCompletionOptions { MaxOutputTokenCount = 16, Temperature = 0 }))
        {
            foreach (var part in update.ContentUpdate) text += part.Text;
        }

        Assert.StartsWith(" Lily.", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Model_ThatIsNoRoute_IsRefusedInOpenAIsShape()
    {
        SkipWithout();
        using var response = await served.Box.Client.Connection.Http.PostAsJsonAsync("v1/completions", new { model = "gpt-9", prompt = "x" });
        using var body = JsonDocument.Parse(await response.Content.ReadAsStringAsync());
        Assert.Equal(404, (int)response.StatusCode);
        Assert.Equal("model_not_found", body.RootElement.GetProperty("error").GetProperty("code").GetString());
    }

    [Fact]
    public async Task Key_ScopedToAnotherRoute_CannotAskThisOne()
    {
        SkipWithout();
        var key = await served.Box.Client.Access.CreateKeyAsync(new CreateKeyRequest("scoped", Routes: ["other"]));
        var client = served.Box.ClientFor(key.Key);
        var error = await Assert.ThrowsAsync<BoxException>(() => AskAsync(client, "stories", 4));
        Assert.True(error.Problem.Status is 403 or 404, $"{error.Problem.Status}");
    }

    [Fact]
    public async Task Quota_InTokens_EndsWithRetryAfter()
    {
        SkipWithout();
        var key = await served.Box.Client.Access.CreateKeyAsync(new CreateKeyRequest("small", Quota: new KeyQuota(TokensPerDay: 5)));
        var client = served.Box.ClientFor(key.Key);
        await AskAsync(client, "stories", 8);
        // Tokens are booked when the answer has ended, an instant after its last byte.
        await Eventually.TrueAsync(async () =>
        {
            using var response = await client.Connection.Http.PostAsJsonAsync("v1/completions", new { model = "stories", prompt = "x", max_tokens = 1 });
            return (int)response.StatusCode == 429 && response.Headers.RetryAfter is not null;
        });
    }

    [Fact]
    public async Task Requests_AreRecordedWithWhereTheirTimeWent()
    {
        SkipWithout();
        await CompleteAsync(Beginning);
        await Eventually.TrueAsync(async () => (await served.Box.Client.Deployments.RequestsAsync("stories")).Items.Any(r => r is { GeneratedTokens: > 0, PromptTokens: > 0, TotalMilliseconds: > 0 }));
    }

    [Fact]
    public async Task WorkerKilled_ItsStreamEndsWithAnErrorTheOthersGoOnAndItIsBackByItself()
    {
        SkipWithout();
        await served.DeployAsync("stories", "other");
        var other = Task.Run(async () =>
        {
            for (var i = 0; i < 30; i++) Assert.StartsWith(Continuation, await CompleteAsync(Beginning, "other"), StringComparison.Ordinal);
        });

        var victim = (await served.Box.Client.Deployments.GetAsync("stories")).Replicas.Single().ProcessId!.Value;
        var chunks = new List<ChatChunk>();
        await foreach (var chunk in served.Box.Client.ChatAsync(new ChatRequest { Model = "stories", Messages = [new ChatMessage("user", "Once")], MaxTokens = 240, Temperature = 0.9, Seed = 1 }))
        {
            if (chunks.Count == 0) Process.GetProcessById(victim).Kill();
            chunks.Add(chunk);
        }

        // A short answer may have been whole before the kill reached the worker.
        Assert.True(chunks.Any(c => c.Error is not null) || chunks.Any(c => c.Choices.Any(choice => choice.FinishReason is not null)));
        await Eventually.TrueAsync(async () => (await served.Box.Client.Deployments.GetAsync("stories")).Replicas.Any(r => r.State == "ready" && r.ProcessId != victim));
        // Until the last request to the dead worker is known to be lost, an answer may be 503 with Retry-After.
        await Eventually.TrueAsync(async () =>
        {
            using var response = await served.Box.Client.Connection.Http.PostAsJsonAsync("v1/completions", new { model = "stories", prompt = Beginning, max_tokens = 32, temperature = 0 });
            return response.IsSuccessStatusCode && (await response.Content.ReadAsStringAsync()).Contains("Lily", StringComparison.Ordinal);
        });
        await other;
        await served.Box.Client.Deployments.DeleteAsync("other");
    }

    [Fact]
    public async Task HostKilled_ItsWorkersEndAndItsDeploymentsComeBack()
    {
        SkipWithout();
        await using var fresh = new Restartable();
        await fresh.Served.InitializeAsync();
        var worker = (await fresh.Served.Box.Client.Deployments.GetAsync("stories")).Replicas.Single().ProcessId!.Value;
        await fresh.Served.Box.KillAsync();
        await Eventually.TrueAsync(() => Task.FromResult(!Directory.Exists($"/proc/{worker}")));
        await fresh.Served.Box.StartAgainAsync();
        await Eventually.TrueAsync(async () => (await fresh.Served.Box.Client.Deployments.GetAsync("stories")).State == DeploymentState.Ready);
        Assert.Contains("Lily", await AskAsync(fresh.Served.Box.Client, "stories", 16), StringComparison.Ordinal);
    }

    private static void SkipWithout() => Assert.SkipWhen(ServedBox.Stories is null, "shared/data/stories260K.gguf is not beside this checkout.");

    private OpenAIClient OpenAI(string key) => new(new ApiKeyCredential(key), new OpenAIClientOptions { Endpoint = new Uri(served.Box.Address, "v1") });

    private async Task<string> CompleteAsync(string prompt, string model = "stories")
    {
        using var response = await served.Box.Client.Connection.Http.PostAsJsonAsync("v1/completions", new { model, prompt, max_tokens = 32, temperature = 0 });
        var text = await response.Content.ReadAsStringAsync();
        Assert.True(response.IsSuccessStatusCode, text);
        using var body = JsonDocument.Parse(text);
        return body.RootElement.GetProperty("choices")[0].GetProperty("text").GetString()!;
    }

    private static async Task<string> AskAsync(Api.Client.OneboxClient client, string route, int tokens)
    {
        var text = "";
        await foreach (var chunk in client.ChatAsync(new ChatRequest { Model = route, Messages = [new ChatMessage("user", Beginning)], MaxTokens = tokens, Temperature = 0 }))
        {
            foreach (var choice in chunk.Choices) text += choice.Delta?.Content;
        }

        return text;
    }

    private sealed class Restartable : IAsyncDisposable
    {
        public ServedBox Served { get; } = new();

        public ValueTask DisposeAsync() => Served.DisposeAsync();
    }
}
