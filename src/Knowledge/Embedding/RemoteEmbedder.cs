using System.Text.Json;

namespace Onebox.Knowledge.Embedding;

/// <summary>
/// An embedding model behind <c>/v1/embeddings</c>: texts of like length together, few at a time, so that none waits for a long one and a refusal costs little; asked again when the server is
/// full, restarting or unreachable.
/// </summary>
internal abstract class RemoteEmbedder(string model, int dimensions, SentenceEmbedder own, TimeProvider clock) : IEmbedder
{
    private const int Batch = 32;

    /// <summary>A question waits for an answer: it is asked again once, soon. Documents can wait.</summary>
    private const int TriesForOne = 2;
    private const int TriesForMany = 5;

    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(300);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(20);

    public abstract string Identity { get; }

    public int Dimensions => dimensions;

    /// <summary>For people: <c>The route minilm</c>.</summary>
    protected abstract string Name { get; }

    /// <summary>Measured by the box's own vocabulary: other models cut no more finely by much, and windows are far below what they take.</summary>
    public int Size(string text) => own.Size(text);

    public async Task<float[][]> EmbedAsync(IReadOnlyList<string> texts, CancellationToken cancellation)
    {
        var vectors = new float[texts.Count][];
        foreach (var batch in Enumerable.Range(0, texts.Count).OrderBy(i => texts[i].Length).Chunk(Batch))
        {
            var made = await BatchAsync([.. batch.Select(i => texts[i])], texts.Count == 1 ? TriesForOne : TriesForMany, cancellation);
            for (var i = 0; i < batch.Length; i++) vectors[batch[i]] = made[i];
        }

        return vectors;
    }

    /// <exception cref="HttpRequestException">It was not reached.</exception>
    protected abstract Task<EmbeddingReply> SendAsync(byte[] body, CancellationToken cancellation);

    private async Task<float[][]> BatchAsync(IReadOnlyList<string> texts, int tries, CancellationToken cancellation)
    {
        var body = JsonSerializer.SerializeToUtf8Bytes(new EmbeddingRequest(model, texts), EmbeddingJson.Default.EmbeddingRequest);
        for (var pause = FirstPause; ; pause = pause * 3 < LongestPause ? pause * 3 : LongestPause)
        {
            EmbeddingReply reply;
            try
            {
                reply = await SendAsync(body, cancellation);
            }
            catch (Exception error) when (error is HttpRequestException || (error is TaskCanceledException && !cancellation.IsCancellationRequested))
            {
                if (--tries == 0) throw KnowledgeErrors.EmbeddingFailed(Name, error.Message);
                await Task.Delay(pause, clock, cancellation);
                continue;
            }

            if (reply.Status is not (408 or 429 or >= 500) || --tries == 0) return EmbeddingAnswer.Read(reply.Body.Span, texts.Count, dimensions, Name, reply.Status is >= 200 and < 300);
            await Task.Delay(reply.RetryAfter is { } asked && asked < LongestPause ? asked : pause, clock, cancellation);
        }
    }
}

internal sealed record EmbeddingReply(int Status, ReadOnlyMemory<byte> Body, TimeSpan? RetryAfter);
