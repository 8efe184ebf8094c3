using Onebox.Embeddings;
using Onebox.Knowledge.Text;

namespace Onebox.Knowledge.Embedding;

/// <summary>Universal Sentence Encoder Lite, inside this process: pure managed code on our own pinned weights.</summary>
internal sealed class SentenceEmbedder : IEmbedder
{
    /// <summary>Below this share of known characters a vector would say nothing: Chinese, say.</summary>
    private const double LeastKnown = 0.85;

    /// <summary>
    /// English takes 2.5 characters a piece and more (99 of 100 descriptions of programs), German falls apart into 1.8 to 2.4: letters that are known are no words that are. Fewer pieces do not tell.
    /// </summary>
    private const double LeastCharacters = 2.4;
    private const int PiecesThatTell = 24;

    private readonly Lazy<SentenceEncoder> _encoder = new(() => SentenceEncoder.Load(SentenceEncoder.DefaultFolder));

    /// <summary>Cores that embedding may take; questions are answered beside it.</summary>
    private readonly int _threads = Math.Max(1, Environment.ProcessorCount / 2);

    public string Identity => SentenceEncoder.Identity;

    public int Dimensions => SentenceEncoder.Dimensions;

    public int Size(string text)
    {
        var (tokens, known) = _encoder.Value.Measure(text);
        return tokens + (int)((1 - known) * text.Length);
    }

    public Task<float[][]> EmbedAsync(IReadOnlyList<string> texts, CancellationToken cancellation) => Task.Run(() => Embed(texts, cancellation), cancellation);

    private float[][] Embed(IReadOnlyList<string> texts, CancellationToken cancellation)
    {
        var understood = Enumerable.Range(0, texts.Count).Where(i => Understands(texts[i])).ToList();
        var made = _encoder.Value.Encode([.. understood.Select(i => texts[i])], _threads, cancellation);
        var vectors = new float[texts.Count][];
        for (var i = 0; i < made.Length; i++) vectors[understood[i]] = made[i];
        for (var i = 0; i < vectors.Length; i++) vectors[i] ??= new float[Dimensions];
        return vectors;
    }

    private bool Understands(string text)
    {
        var (pieces, known) = _encoder.Value.Measure(text);
        return known >= LeastKnown && Language.Of(text) is null && (pieces < PiecesThatTell || text.Length >= LeastCharacters * pieces);
    }
}
