using System.Text.Json;
using System.Text.Json.Serialization;
using Onebox.Kernel.Access;
using Onebox.Serving;

namespace Onebox.Knowledge.Embedding;

/// <summary>An embedding model that the box serves: any GGUF embedding model, or an engine elsewhere. Asked as the box itself: the base belongs to it.</summary>
internal sealed class RouteEmbedder(string route, int dimensions, SentenceEmbedder own, IServing serving) : IEmbedder
{
    public string Identity => $"route:{route}:{dimensions}";

    public int Dimensions => dimensions;

    /// <summary>Measured by the box's own vocabulary: other models cut no more finely by much, and windows are far below what they take.</summary>
    public int Size(string text) => own.Size(text);

    public async Task<float[][]> EmbedAsync(IReadOnlyList<string> texts, CancellationToken cancellation)
    {
        var body = JsonSerializer.SerializeToUtf8Bytes(new EmbeddingRequest(route, texts), EmbeddingJson.Default.EmbeddingRequest);
        var answer = await serving.AskAsync("/v1/embeddings", body, Caller.Box, cancellation: cancellation);
        return EmbeddingAnswer.Read(answer.Body.Span, texts.Count, dimensions, $"The route {route}", answer.Succeeded);
    }
}

/// <summary>An OpenAI-compatible server elsewhere.</summary>
internal sealed class EndpointEmbedder(Uri address, string model, int dimensions, SentenceEmbedder own, IHttpClientFactory clients) : IEmbedder
{
    public string Identity => $"{address}:{model}:{dimensions}";

    public int Dimensions => dimensions;

    public int Size(string text) => own.Size(text);

    public async Task<float[][]> EmbedAsync(IReadOnlyList<string> texts, CancellationToken cancellation)
    {
        using var content = new ByteArrayContent(JsonSerializer.SerializeToUtf8Bytes(new EmbeddingRequest(model, texts), EmbeddingJson.Default.EmbeddingRequest));
        content.Headers.ContentType = new("application/json");
        try
        {
            using var http = clients.CreateClient(Embedders.HttpClient);
            using var answer = await http.PostAsync(new Uri($"{address.ToString().TrimEnd('/')}/embeddings"), content, cancellation);
            return EmbeddingAnswer.Read(await answer.Content.ReadAsByteArrayAsync(cancellation), texts.Count, dimensions, address.Authority, answer.IsSuccessStatusCode);
        }
        catch (HttpRequestException error)
        {
            throw KnowledgeErrors.EmbeddingFailed(address.Authority, error.Message);
        }
    }
}

/// <summary>Reads an answer of <c>/v1/embeddings</c>.</summary>
internal static class EmbeddingAnswer
{
    public static float[][] Read(ReadOnlySpan<byte> body, int count, int dimensions, string from, bool succeeded)
    {
        try
        {
            if (!succeeded) throw KnowledgeErrors.EmbeddingFailed(from, JsonSerializer.Deserialize(body, EmbeddingJson.Default.EmbeddingProblem)?.Error?.Message ?? "it refused the request.");
            var data = JsonSerializer.Deserialize(body, EmbeddingJson.Default.EmbeddingList)?.Data ?? [];
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
