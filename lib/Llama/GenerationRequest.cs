namespace Onebox.Llama;

/// <summary>What to generate. Either <see cref="Tokens"/> or <see cref="Text"/> is the prompt.</summary>
public sealed record GenerationRequest
{
    public ReadOnlyMemory<int> Tokens { get; init; }
    public string? Text { get; init; }

    /// <value>Read special tokens written out in <see cref="Text"/>: for rendered chat templates only. Default: false.</value>
    public bool ParseSpecial { get; init; }

    /// <value>Let BOS be added to <see cref="Text"/> where the model wants it. Default: true.</value>
    public bool AddSpecial { get; init; } = true;

    /// <value>Most tokens to generate; 0 only reads the prompt. Default: as many as fit.</value>
    public int MaxTokens { get; init; } = int.MaxValue;

    public SamplingOptions Sampling { get; init; } = new();
    public Grammar? Grammar { get; init; }

    /// <value>Strings that end the text; they are not part of it.</value>
    public IReadOnlyList<string> Stops { get; init; } = [];

    public AdapterSet Adapters { get; init; } = AdapterSet.None;

    /// <value>Report the log-probability of each generated token and of this many likeliest ones, from the model's own distribution (before penalties and temperature). Null: none.</value>
    public int? Logprobs { get; init; }

    /// <value>Report the same for the prompt's tokens from <see cref="PromptLogprobsFrom"/> on. The prefix before it may come from the cache. Null: none.</value>
    public int? PromptLogprobs { get; init; }

    /// <value>First prompt token to score; the very first token has no probability and is left out. Default: 1.</value>
    public int PromptLogprobsFrom { get; init; } = 1;

    /// <value>Whose turn it is: keys share the engine evenly, however many requests each sends.</value>
    public string FairnessKey { get; init; } = "";

    /// <value>Wait until no request waits that is not in the background. Default: false.</value>
    public bool Background { get; init; }

    /// <value>When the context is full, drop the older half (keeping the first tokens) and go on, instead of ending with <see cref="FinishReason.Length"/>. Default: false.</value>
    public bool AllowContextShift { get; init; }

    /// <value>Go on past the model's end of text. Default: false.</value>
    public bool IgnoreEndOfText { get; init; }

    /// <value>Let special tokens appear in the text. Default: false.</value>
    public bool RenderSpecial { get; init; }
}
