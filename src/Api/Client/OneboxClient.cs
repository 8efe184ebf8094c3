using System.Text.Json;
using Onebox.Api.Box;
using Onebox.Api.OpenAI;

namespace Onebox.Api.Client;

/// <summary>The typed client of a box's API: what the command line and the console are made of.</summary>
public sealed class OneboxClient(BoxConnection connection)
{
    public BoxConnection Connection { get; } = connection;

    public TasksClient Tasks { get; } = new(connection);
    public ModelsClient Models { get; } = new(connection);
    public DatasetsClient Datasets { get; } = new(connection);
    public DeploymentsClient Deployments { get; } = new(connection);
    public TrainingClient Training { get; } = new(connection);
    public KnowledgeClient Knowledge { get; } = new(connection);
    public PoolClient Pool { get; } = new(connection);
    public EvaluationsClient Evaluations { get; } = new(connection);
    public PredictionsClient Predictions { get; } = new(connection);
    public AccessClient Access { get; } = new(connection);

    public Task<BoxInfo> GetBoxAsync(CancellationToken cancellation = default) =>
        Connection.GetAsync("api/box", ApiJson.Default.BoxInfo, cancellation);

    /// <summary>Asks the box to drain and end.</summary>
    public Task StopBoxAsync(CancellationToken cancellation = default) =>
        Connection.SendAsync(HttpMethod.Post, "api/box/stop", cancellation);

    public Task<Page<SearchResult>> SearchAsync(string text, int limit = 20, CancellationToken cancellation = default) =>
        Connection.GetAsync($"api/search?q={Uri.EscapeDataString(text)}&limit={limit}", ApiJson.Default.PageSearchResult, cancellation);

    /// <summary>Streams an answer. An error after the first token comes as a chunk with <see cref="ChatChunk.Error"/>.</summary>
    public async IAsyncEnumerable<ChatChunk> ChatAsync(ChatRequest request, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellation = default)
    {
        var streamed = request with { Stream = true, StreamOptions = new StreamOptions(IncludeUsage: true) };
        using var message = new HttpRequestMessage(HttpMethod.Post, "v1/chat/completions")
        {
            Content = new ByteArrayContent(JsonSerializer.SerializeToUtf8Bytes(streamed, OpenAIJson.Default.ChatRequest)) { Headers = { ContentType = new("application/json") } },
        };
        await foreach (var data in Connection.EventsAsync(message, cancellation))
        {
            if (data == "[DONE]") yield break;
            if (JsonSerializer.Deserialize(data, OpenAIJson.Default.ChatChunk) is { } chunk) yield return chunk;
        }
    }
}
