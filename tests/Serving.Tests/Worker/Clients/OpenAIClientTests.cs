using System.ClientModel;
using System.ClientModel.Primitives;
using System.Text.Json;
using global::OpenAI;
using global::OpenAI.Chat;
using Onebox.Serving.Tests.Worker.Running;

namespace Onebox.Serving.Tests.Worker.Clients;

/// <summary>The official .NET client does not notice that it talks to us.</summary>
public sealed class OpenAIClientTests(SampleWorkers workers)
{
    private static readonly BinaryData City = BinaryData.FromString("""{"type":"object","properties":{"city":{"enum":["Berlin","Paris"]}},"required":["city"],"additionalProperties":false}""");

    [Fact]
    public async Task Chat_Answer_IsRead()
    {
        using var http = new HttpClient((await workers.Stories).Handler());
        var answer = (await Client(http).GetChatClient("stories").CompleteChatAsync(
            [new UserChatMessage("Once upon a time, there was a little girl named")], new ChatCompletionOptions { Temperature = 0, MaxOutputTokenCount = 16 })).Value;
        Assert.StartsWith(" Lily. She loved to play outside", answer.Content[0].Text, StringComparison.Ordinal);
        Assert.Equal(ChatFinishReason.Length, answer.FinishReason);
        Assert.Equal(16, answer.Usage.OutputTokenCount);
    }

    [Fact]
    public async Task Chat_Stream_IsReadToItsUsage()
    {
        using var http = new HttpClient((await workers.Generator).Handler());
        var text = "";
        ChatTokenUsage? usage = null;
        ChatFinishReason? reason = null;
        await foreach (var update in Client(http).GetChatClient("m").CompleteChatStreamingAsync([new SystemChatMessage("Be brief."), new UserChatMessage("Hello")], new ChatCompletionOptions { MaxOutputTokenCount = 20 }))
        {
            text += string.Concat(update.ContentUpdate.Select(part => part.Text));
            usage = update.Usage ?? usage;
            reason = update.FinishReason ?? reason;
        }

        Assert.NotEmpty(text);
        Assert.NotNull(reason);
        Assert.InRange(usage!.OutputTokenCount, 1, 20);
    }

    [Fact]
    public async Task Chat_Tool_IsCalledAndAnswered()
    {
        using var http = new HttpClient((await workers.Generator).Handler());
        var chat = Client(http).GetChatClient("m");
        var options = new ChatCompletionOptions { MaxOutputTokenCount = 200, ToolChoice = ChatToolChoice.CreateRequiredChoice(), AllowParallelToolCalls = false };
        options.Tools.Add(ChatTool.CreateFunctionTool("get_weather", "The weather of a city", City));
        List<ChatMessage> messages = [new UserChatMessage("What is the weather?")];
        var answer = (await chat.CompleteChatAsync(messages, options)).Value;
        Assert.Equal(ChatFinishReason.ToolCalls, answer.FinishReason);
        var call = Assert.Single(answer.ToolCalls);
        Assert.Contains(JsonDocument.Parse(call.FunctionArguments).RootElement.GetProperty("city").GetString(), new[] { "Berlin", "Paris" });

        messages.AddRange([new AssistantChatMessage(answer), new ToolChatMessage(call.Id, "sunny")]);
        var next = (await chat.CompleteChatAsync(messages, new ChatCompletionOptions { MaxOutputTokenCount = 4 })).Value;
        Assert.InRange(next.Usage.OutputTokenCount, 0, 4);
    }

    [Fact]
    public async Task Chat_StructuredOutput_IsOfTheSchema()
    {
        using var http = new HttpClient((await workers.Generator).Handler());
        var options = new ChatCompletionOptions { MaxOutputTokenCount = 200, ResponseFormat = ChatResponseFormat.CreateJsonSchemaFormat("place", City, jsonSchemaIsStrict: true) };
        var answer = (await Client(http).GetChatClient("m").CompleteChatAsync([new UserChatMessage("Where?")], options)).Value;
        Assert.Contains(JsonDocument.Parse(answer.Content[0].Text).RootElement.GetProperty("city").GetString(), new[] { "Berlin", "Paris" });
    }

    [Fact]
    public async Task Chat_Logprobs_AreRead()
    {
        using var http = new HttpClient((await workers.Generator).Handler());
        var options = new ChatCompletionOptions { MaxOutputTokenCount = 6, IncludeLogProbabilities = true, TopLogProbabilityCount = 3, Temperature = 0 };
        var answer = (await Client(http).GetChatClient("m").CompleteChatAsync([new UserChatMessage("Hello")], options)).Value;
        Assert.NotEmpty(answer.ContentTokenLogProbabilities);
        Assert.All(answer.ContentTokenLogProbabilities, token => Assert.Equal(3, token.TopLogProbabilities.Count));
    }

    [Fact]
    public async Task Embeddings_AreRead()
    {
        using var http = new HttpClient((await workers.Embedder).Handler());
        var vectors = (await Client(http).GetEmbeddingClient("m").GenerateEmbeddingsAsync(["the cat", "a dog"])).Value;
        Assert.Equal(2, vectors.Count);
        Assert.All(vectors, v => Assert.Equal(64, v.ToFloats().Length));
    }

    [Fact]
    public async Task Errors_AreRead()
    {
        using var http = new HttpClient((await workers.Generator).Handler());
        var error = await Assert.ThrowsAsync<ClientResultException>(() => Client(http).GetChatClient("m").CompleteChatAsync([new UserChatMessage("x")], new ChatCompletionOptions { Temperature = 99 }));
        Assert.Equal(400, error.Status);
        Assert.Contains("temperature", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Models_AreRead()
    {
        using var http = new HttpClient((await workers.Generator).Handler());
        Assert.Equal("sample", Assert.Single((await Client(http).GetOpenAIModelClient().GetModelsAsync()).Value).Id);
    }

    [Fact]
    public async Task Responses_AreReadAsAnswerAndAsStream()
    {
        using var http = new HttpClient((await workers.Generator).Handler());
        var responses = Client(http).GetResponsesClient();
        var answer = (await responses.CreateResponseAsync("m", "Hello")).Value;
        Assert.NotNull(answer.GetOutputText());

        var text = "";
        await foreach (var update in await responses.CreateResponseStreamingAsync("m", "Hello"))
        {
            if (update is global::OpenAI.Responses.StreamingResponseOutputTextDeltaUpdate delta) text += delta.Delta;
        }

        Assert.NotEmpty(text);
    }

    private static OpenAIClient Client(HttpClient http) => new(new ApiKeyCredential("none"), new OpenAIClientOptions
    {
        Endpoint = new Uri("http://worker/v1"),
        Transport = new HttpClientPipelineTransport(http),
        RetryPolicy = new ClientRetryPolicy(0),
    });
}
