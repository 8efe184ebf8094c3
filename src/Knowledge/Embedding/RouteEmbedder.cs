using System.Text.Json;
using System.Text.Json.Serialization;
using Onebox.Kernel.Access;
using Onebox.Serving;

namespace Onebox.Knowledge.Embedding;

/// <summary>An embedding model that the box serves: any GGUF embedding model, or an engine elsewhere. Asked as the box itself: the base belongs to it.</summary>
internal sealed class RouteEmbedder(string route, int dimensions, SentenceEmbedder own, IServing serving, TimeProvider clock) : RemoteEmbedder(route, dimensions, own, clock)
{
    public override string Identity { get; } = $"route:{route}:{dimensions}";

    protected override string Name { get; } = $"The route {route}";

    protected override async Task<EmbeddingReply> SendAsync(byte[] body, CancellationToken cancellation)
    {
        var answer = await serving.AskAsync("/v1/embeddings", body, Caller.Box, cancellation: cancellation);
        return new EmbeddingReply(answer.Status, answer.Body, answer.RetryAfter);
    }
}

/// <summary>An OpenAI-compatible server elsewhere that wants no key; one that does is added as an engine, and reached by a route.</summary>
internal sealed class EndpointEmbedder(Uri address, string model, int dimensions, SentenceEmbedder own, IHttpClientFactory clients, TimeProvider clock) : RemoteEmbedder(model, dimensions, own, clock)
{
    public override string Identity { get; } = $"{address}:{model}:{dimensions}";

    protected override string Name { get; } = address.Authority;

    protected override async Task<EmbeddingReply> SendAsync(byte[] body, CancellationToken cancellation)
    {
        using var content = new ByteArrayContent(body) { Headers = { ContentType = new("application/json") } };
        using var http = clients.CreateClient(Embedders.HttpClient);
        using var answer = await http.PostAsync(new Uri($"{address.ToString().TrimEnd('/')}/embeddings"), content, cancellation);
        return new EmbeddingReply((int)answer.StatusCode, await answer.Content.ReadAsByteArrayAsync(cancellation), answer.Headers.RetryAfter?.Delta);
    }
}

/// <summary>Reads an answer of <c>/v1/embeddings</c>.</summary>
internal static class EmbeddingAnswer
{
    public static float[][] Read(ReadOnlySpan<byte> body, int count, int dimensions, string from, bool succeeded)
    {
        try
        {
            if (!succeeded) throw KnowledgeErrors.EmbeddingFailed(from, ProblemOf(body));
            var data = JsonSerializer.Deserialize(body, EmbeddingJson.Default.EmbeddingList)?.Data ?? throw KnowledgeErrors.EmbeddingFailed(from, "its answer holds no vectors.");
            if (data.Count != count) throw KnowledgeErrors.EmbeddingFailed(from, $"it answered {data.Count} vectors for {count} texts.");
            var vectors = data.OrderBy(d => d.Index).Select(d => d.Embedding).ToArray();
            if (dimensions > 0 && Array.Find(vectors, v => v.Length != dimensions) is { } other)
                throw KnowledgeErrors.EmbeddingFailed(from, $"its vectors have {other.Length} numbers, and those of this base have {dimensions}.");
            foreach (var vector in vectors)
            {
                var norm = System.Numerics.Tensors.TensorPrimitives.Norm<float>(vector);
                if (norm > 0) System.Numerics.Tensors.TensorPrimitives.Divide(vector, norm, vector);
            }

            return vectors;
        }
        catch (JsonException error)
        {
            throw KnowledgeErrors.EmbeddingFailed(from, $"its answer cannot be read ({error.Message}).");
        }
    }

    private static string ProblemOf(ReadOnlySpan<byte> body)
    {
        try
        {
            return JsonSerializer.Deserialize(body, EmbeddingJson.Default.EmbeddingProblem)?.Error?.Message ?? "it refused the request.";
        }
        catch (JsonException)
        {
            return "it refused the request.";
        }
    }
}

internal sealed record EmbeddingRequest(string Model, IReadOnlyList<string> Input);

internal sealed record EmbeddingList(IReadOnlyList<EmbeddingItem> Data);

internal sealed record EmbeddingItem(int Index, float[] Embedding);

internal sealed record EmbeddingProblem(EmbeddingError? Error);

internal sealed record EmbeddingError(string? Message);

[JsonSourceGenerationOptions(JsonSerializerDefaults.Web)]
[JsonSerializable(typeof(EmbeddingRequest))]
[JsonSerializable(typeof(EmbeddingList))]
[JsonSerializable(typeof(EmbeddingProblem))]
internal sealed partial class EmbeddingJson : JsonSerializerContext;
