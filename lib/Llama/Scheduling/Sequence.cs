namespace Onebox.Llama;

/// <summary>
/// One request on its way through the engine. Its tokens (prompt, then what was generated) are all that must survive: KV cells are recomputed
/// from them after a preemption, draws are numbered by them.
/// </summary>
internal sealed class Sequence : IDisposable
{
    private int[] _tokens;

    public Sequence(GenerationRequest request, int[] prompt, EngineOptions options, ulong seed, Generation output, Vocabulary vocabulary)
    {
        Request = request;
        Output = output;
        Seed = seed;
        PromptLength = prompt.Length;
        TokenCount = prompt.Length;
        _tokens = prompt;
        MaxTokens = request.AllowContextShift ? request.MaxTokens : Math.Min(request.MaxTokens, options.SequenceTokens - prompt.Length);
        PrefixKey = new PrefixKey(request.Adapters, options.ExactSeeds && request.Sampling.Seed is not null);
        ScoreFrom = request.PromptLogprobs is null ? int.MaxValue : Math.Max(1, request.PromptLogprobsFrom);
        Gate = new TextGate(request.Stops.Count == 0 ? null : new StopScanner(request.Stops));
        if (request.Grammar is { } grammar) Grammar = new GrammarState(vocabulary, grammar);
        if (request.Sampling.Dry is { Multiplier: not 0 } dry) Breakers = vocabulary.Breakers(dry.Breakers);
    }

    public GenerationRequest Request { get; }
    public Generation Output { get; }
    public ulong Seed { get; }
    public int MaxTokens { get; }
    public PrefixKey PrefixKey { get; }
    public TextGate Gate { get; }
    public GrammarState? Grammar { get; }
    public DryBreakers? Breakers { get; }

    // Tokens
    public ReadOnlySpan<int> Tokens => _tokens.AsSpan(0, TokenCount);
    public int TokenCount { get; private set; }

    /// <summary>Prompt tokens as given; after a context shift, the part of them that is left.</summary>
    public int PromptLength { get; private set; }
    public int Generated { get; private set; }

    /// <summary>First prompt position whose token still has to be scored.</summary>
    public int ScoreFrom { get; set; }

    // Cells
    public int Slot { get; set; } = -1;

    /// <summary>Tokens whose keys and values are in cells now.</summary>
    public int Computed { get; set; }
    public PrefixNode? Shared { get; set; }

    /// <summary>Cells that only this sequence holds.</summary>
    public int OwnCells => Slot < 0 ? 0 : Computed - Shared!.End;
    public int Pending => TokenCount - Computed;

    /// <summary>True while there is more to compute than the last token.</summary>
    public bool Reading => Pending > 1 || (Generated == 0 && !PromptRead);
    public bool PromptRead { get; set; }

    // Rows of this step
    public int FirstRow { get; set; }
    public int Rows { get; set; }
    public int[] Guesses { get; set; } = [];
    public int GuessCount { get; set; }

    // Bookkeeping
    public FairKey? Key { get; set; }
    public long Admission { get; set; }
    public volatile bool Cancelled;
    public bool Ended { get; set; }
    public long Submitted { get; set; }
    public long Admitted { get; set; }
    public long ReadAt { get; set; }
    public long FirstToken { get; set; }

    /// <summary>When the reader was last woken; 0 before the first time.</summary>
    public long HandedOver { get; set; }
    public int CachedTokens { get; set; }
    public int Guessed { get; set; }
    public int Accepted { get; set; }
    public int Preemptions { get; set; }

    public void Append(int token)
    {
        // The prompt's array is ours only once it has grown.
        if (TokenCount == _tokens.Length) Array.Resize(ref _tokens, Math.Max(64, _tokens.Length * 2));
        _tokens[TokenCount++] = token;
        Generated++;
    }

    /// <summary>Context shift: keeps the first <paramref name="keep"/> tokens and the newer half of the others.</summary>
    public void DropMiddle(int keep)
    {
        var dropped = (TokenCount - keep) / 2;
        _tokens.AsSpan(keep + dropped, TokenCount - keep - dropped).CopyTo(_tokens.AsSpan(keep));
        TokenCount -= dropped;
        PromptLength = Math.Max(Math.Min(PromptLength, keep), PromptLength - dropped);
    }

    public void Dispose() => Grammar?.Dispose();
}
