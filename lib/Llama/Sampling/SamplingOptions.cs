namespace Onebox.Llama;

/// <summary>
/// How the next token is drawn. Steps run in this order, the one that Hugging Face and vLLM use: logit bias, penalties, DRY, temperature,
/// top-k, typical, top-p, min-p. (llama.cpp's own chain applies temperature last.)
/// </summary>
public sealed record SamplingOptions
{
    public static SamplingOptions Greedy { get; } = new() { Temperature = 0 };

    /// <value>0 takes the likeliest token. Default: 1.</value>
    public float Temperature { get; init; } = 1;

    /// <value>Keep the k likeliest tokens; 0 keeps all. Default: 0.</value>
    public int TopK { get; init; }

    /// <value>Keep the smallest set whose probabilities add up to this. Default: 1.</value>
    public float TopP { get; init; } = 1;

    /// <value>Drop tokens below this fraction of the likeliest one's probability. Default: 0.</value>
    public float MinP { get; init; }

    /// <value>Locally typical sampling (Meister et al., 2022): keep this mass of the tokens nearest to the entropy. Default: 1.</value>
    public float TypicalP { get; init; } = 1;

    /// <value>Divides positive and multiplies negative logits of tokens in the window (Keskar et al., 2019). Default: 1.</value>
    public float RepetitionPenalty { get; init; } = 1;

    /// <value>Tokens, prompt included, that <see cref="RepetitionPenalty"/> looks back on; -1 for all. Default: 64.</value>
    public int PenaltyWindow { get; init; } = 64;

    /// <value>Subtracted once from every token that was generated already. Default: 0.</value>
    public float PresencePenalty { get; init; }

    /// <value>Subtracted for each time that a token was generated already. Default: 0.</value>
    public float FrequencyPenalty { get; init; }

    public DryOptions? Dry { get; init; }

    /// <value>Added to the logits of these tokens; negative infinity bans one.</value>
    public IReadOnlyDictionary<int, float>? LogitBias { get; init; }

    /// <value>Same seed, same draws. Null lets the engine choose one, which it reports.</value>
    public ulong? Seed { get; init; }

    internal void Validate(int vocabularySize)
    {
        Require(float.IsFinite(Temperature) && Temperature >= 0, nameof(Temperature), "0 or more");
        Require(TopK >= 0, nameof(TopK), "0 or more");
        Require(TopP is > 0 and <= 1, nameof(TopP), "above 0 and at most 1");
        Require(MinP is >= 0 and <= 1, nameof(MinP), "between 0 and 1");
        Require(TypicalP is > 0 and <= 1, nameof(TypicalP), "above 0 and at most 1");
        Require(float.IsFinite(RepetitionPenalty) && RepetitionPenalty > 0, nameof(RepetitionPenalty), "above 0");
        Require(float.IsFinite(PresencePenalty) && float.IsFinite(FrequencyPenalty), "Penalties", "finite");
        if (Dry is { } dry)
            Require(float.IsFinite(dry.Multiplier) && dry.Base >= 1 && dry.AllowedLength >= 1, nameof(Dry), "a finite multiplier, base ≥ 1, allowed length ≥ 1");
        if (LogitBias is null) return;
        foreach (var (token, bias) in LogitBias)
            Require((uint)token < (uint)vocabularySize && !float.IsNaN(bias), nameof(LogitBias), "tokens of this vocabulary with numbers");
    }

    private static void Require(bool holds, string name, string what)
    {
        if (!holds) throw new LlamaException(LlamaErrorCode.BadRequest, $"{name} must be {what}.");
    }
}

/// <summary>DRY ("don't repeat yourself") by p-e-w: a token that would prolong a repetition of length n loses Multiplier · Base^(n − AllowedLength).</summary>
public sealed record DryOptions
{
    public float Multiplier { get; init; } = 0.8f;
    public float Base { get; init; } = 1.75f;
    public int AllowedLength { get; init; } = 2;

    /// <value>Tokens looked back on; -1 for all. Default: -1.</value>
    public int Window { get; init; } = -1;

    /// <value>A token whose text holds one of these ends a repetition.</value>
    public IReadOnlyList<string> Breakers { get; init; } = UsualBreakers;

    internal static readonly IReadOnlyList<string> UsualBreakers = ["\n", ":", "\"", "*"];
}
