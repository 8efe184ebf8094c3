namespace Onebox.Models;

/// <summary>The published ways to stretch rotary embeddings over a longer context.</summary>
public enum RopeScalingKind
{
    /// <summary>Positions are divided (Chen et al., 2023).</summary>
    Linear,

    /// <summary>The base grows with the length of the text, once it is longer than the original context (NTK-aware, as in transformers' <c>dynamic</c>).</summary>
    Dynamic,

    /// <summary>Slow frequencies are divided, fast ones kept, those between blended, and attention sharpened (Peng et al., 2023).</summary>
    Yarn,

    /// <summary>Slow frequencies are divided, fast ones kept, those between blended (Llama 3.1).</summary>
    Llama3,
}

/// <summary>How rotary frequencies are stretched.</summary>
/// <param name="Kind">Which way.</param>
/// <param name="Factor">How many times the original context.</param>
/// <param name="OriginalContext">Tokens of context before the stretch.</param>
public sealed record RopeScaling(RopeScalingKind Kind, double Factor, int OriginalContext)
{
    /// <summary>Llama3: wavelengths longer than the original context over this are divided by the whole factor.</summary>
    public double LowFrequencyFactor { get; init; } = 1;

    /// <summary>Llama3: wavelengths shorter than the original context over this are kept.</summary>
    public double HighFrequencyFactor { get; init; } = 4;

    /// <summary>Yarn: frequencies that turn more often than this within the original context are kept.</summary>
    public double BetaFast { get; init; } = 32;

    /// <summary>Yarn: frequencies that turn less often than this within the original context are divided by the whole factor.</summary>
    public double BetaSlow { get; init; } = 1;

    /// <summary>Yarn: what cosines and sines are multiplied by; null for 0.1 ln(factor) + 1.</summary>
    public double? AttentionFactor { get; init; }

    /// <summary>Llama3, where a file holds only the result: what each pair's frequency is divided by. Takes the place of the other figures.</summary>
    public IReadOnlyList<float>? FrequencyFactors { get; init; }
}
