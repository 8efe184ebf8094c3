using Onebox.Api.Knowledge;
using Onebox.Serving;

namespace Onebox.Knowledge.Embedding;

/// <summary>The embedding that a base's settings name: <c>use-lite</c>, <c>route:NAME</c>, or the address of an OpenAI-compatible server (<c>https://…/v1 MODEL</c>).</summary>
internal sealed class Embedders(SentenceEmbedder own, IServing serving, IHttpClientFactory clients, TimeProvider clock)
{
    public const string Own = "use-lite";
    public const string HttpClient = "Onebox.Knowledge.Embedding";

    private const string Route = "route:";

    /// <exception cref="Kernel.ProblemException"><c>knowledge.embedding_unknown</c>.</exception>
    public IEmbedder Of(KnowledgeSettings settings, int dimensions)
    {
        var name = settings.Embedding ?? Own;
        if (name == Own) return own;
        if (name.StartsWith(Route, StringComparison.Ordinal)) return new RouteEmbedder(name[Route.Length..], dimensions, own, serving, clock);
        if (name.Split(' ') is [var address, .. var model] && Uri.TryCreate(address, UriKind.Absolute, out var uri) && uri.Scheme is "http" or "https")
            return new EndpointEmbedder(uri, string.Join(' ', model), dimensions, own, clients, clock);
        throw KnowledgeErrors.EmbeddingUnknown(name);
    }

    /// <summary>How long its vectors are, by asking it.</summary>
    public async Task<int> DimensionsAsync(KnowledgeSettings settings, CancellationToken cancellation)
    {
        if (settings.EmbeddingDimensions is { } told) return told;
        var embedder = Of(settings, 0);
        return embedder.Dimensions > 0 ? embedder.Dimensions : (await embedder.EmbedAsync(["How long is a vector?"], cancellation))[0].Length;
    }
}
