using System.Globalization;

namespace Onebox.Models;

/// <summary>The architectures that can be trained. Mistral is Llama with a sliding window.</summary>
public enum ModelArchitecture
{
    Llama,
    Qwen2,
    Qwen3,
    Mistral,
}

/// <summary>What a decoder's weights do not say about themselves: all that is needed to compute with them.</summary>
public sealed record ModelShape
{
    public required ModelArchitecture Architecture { get; init; }

    /// <summary>Transformer blocks.</summary>
    public required int Layers { get; init; }

    /// <summary>Width of the residual stream.</summary>
    public required int Hidden { get; init; }

    /// <summary>Query heads.</summary>
    public required int Heads { get; init; }

    /// <summary>Key and value heads; each serves <see cref="Heads"/> / <see cref="KvHeads"/> query heads.</summary>
    public required int KvHeads { get; init; }

    /// <summary>Elements of a head; even, for the rotary embedding turns pairs.</summary>
    public required int HeadSize { get; init; }

    /// <summary>Width of the feed-forward layer.</summary>
    public required int Intermediate { get; init; }

    /// <summary>Tokens in the vocabulary.</summary>
    public required int Vocabulary { get; init; }

    /// <summary>Tokens of context that the model is made for.</summary>
    public required int Context { get; init; }

    /// <summary>Base of the rotary frequencies.</summary>
    public double RopeTheta { get; init; } = 10_000;

    /// <summary>How the rotary frequencies are stretched; null when they are not.</summary>
    public RopeScaling? RopeScaling { get; init; }

    /// <summary>Added to the mean square in RMSNorm.</summary>
    public float NormEpsilon { get; init; } = 1e-5f;

    /// <summary>The output layer is the token embedding.</summary>
    public bool TiedEmbeddings { get; init; }

    /// <summary>Each query and key head is normed before it is turned (Qwen3).</summary>
    public bool QkNorm { get; init; }

    /// <summary>Queries, keys and values have biases (Qwen2).</summary>
    public bool AttentionBias { get; init; }

    /// <summary>A token sees itself and this many minus one before it; null when it sees all (Mistral).</summary>
    public int? SlidingWindow { get; init; }

    /// <summary>Parameters, exact.</summary>
    public long Parameters =>
        ((TiedEmbeddings ? 1L : 2L) * Vocabulary * Hidden) + Hidden
        + (Layers * ((2L * Hidden) + ((long)QkvRows * Hidden) + ((long)Hidden * Heads * HeadSize) + (3L * Intermediate * Hidden)
            + (QkNorm ? 2L * HeadSize : 0) + (AttentionBias ? QkvRows : 0)));

    /// <summary>Rows of queries, keys and values together.</summary>
    internal int QkvRows => (Heads + (2 * KvHeads)) * HeadSize;

    /// <summary>Says all that is wrong with the shape.</summary>
    /// <exception cref="ModelException">Something is.</exception>
    public void Validate()
    {
        List<string> faults = [];
        foreach (var (value, name) in new[] { (Layers, "layers"), (Hidden, "hidden size"), (Heads, "heads"), (KvHeads, "key-value heads"), (HeadSize, "head size"), (Intermediate, "intermediate size"), (Vocabulary, "vocabulary"), (Context, "context") })
        {
            if (value < 1) faults.Add(string.Create(CultureInfo.InvariantCulture, $"{name} is {value}"));
        }
        if (KvHeads > 0 && Heads % KvHeads != 0) faults.Add(string.Create(CultureInfo.InvariantCulture, $"{Heads} heads cannot share {KvHeads} key-value heads evenly"));
        if (HeadSize % 2 != 0) faults.Add(string.Create(CultureInfo.InvariantCulture, $"the head size {HeadSize} is odd"));
        if (SlidingWindow is < 1) faults.Add("the sliding window is below 1");
        if (!(RopeTheta > 1)) faults.Add("the rotary base is not above 1");
        if (RopeScaling is { FrequencyFactors: { } factors } && factors.Count != HeadSize / 2) faults.Add("there must be a rotary factor for each pair of a head");
        if (faults.Count > 0) throw new ModelException($"No model has this shape: {string.Join("; ", faults)}.");
    }
}
