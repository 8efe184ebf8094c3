namespace Onebox.Llama;

/// <summary>
/// Guesses ahead with a small model of the same vocabulary (Leviathan, Kalman, Matias, 2023; here without rejection sampling: a guess counts when it is the very
/// token that the big model draws, so the text is the same as without guessing).
/// </summary>
internal sealed class Speculator : IDisposable
{
    private readonly EngineOptions _options;
    private readonly LlamaContext _context;
    private readonly List<int>[] _known;

    public Speculator(LlamaModel draft, LlamaModel target, EngineOptions options)
    {
        if (draft.Vocabulary.Size != target.Vocabulary.Size)
            throw new LlamaException(LlamaErrorCode.NotSupported, $"The draft model {draft.Path} has another vocabulary than {target.Path}.");
        if (target.StateIsIndivisible || draft.StateIsIndivisible)
            throw new LlamaException(LlamaErrorCode.NotSupported, "A recurrent model cannot take guesses back; run it without a draft model.");
        _options = options;
        var p = LlamaApi.llama_context_default_params();
        p.ContextTokens = (uint)(options.DraftSequences * (options.SequenceTokens + options.DraftTokens));
        p.BatchTokens = p.MicroBatchTokens = (uint)options.BatchTokens;
        p.SequencesMax = (uint)options.MaxSequences;
        p.OutputsMax = p.OutputsMaxPerSequence = (uint)options.MaxSequences;
        p.Threads = options.Threads;
        p.BatchThreads = options.BatchThreads;
        p.FlashAttention = (int)options.FlashAttention;
        p.KvUnified = 1;
        _context = new LlamaContext(draft, p);
        _known = new List<int>[options.MaxSequences];
        for (var i = 0; i < _known.Length; i++) _known[i] = [];
    }

    /// <summary>Sets the guesses of the streams that are about to decode.</summary>
    public void Guess(ActiveSet active, AdapterSet adapters)
    {
        var streams = 0;
        for (var i = 0; i < active.Count; i++)
        {
            active[i].GuessCount = 0;
            if (!active[i].Reading) streams++;
        }
        if (streams == 0 || active.Count > _options.DraftSequences) return;
        Forget(active);
        for (var i = 0; i < active.Count; i++)
            if (!active[i].Reading && active[i].Request.Adapters.Equals(adapters)) Guess(active[i]);
    }

    public void Dispose() => _context.Dispose();

    private void Guess(Sequence sequence)
    {
        var wanted = Math.Min(_options.DraftTokens, Math.Min(sequence.MaxTokens - sequence.Generated, _options.SequenceTokens - sequence.TokenCount) - 1);
        if (wanted <= 0) return;
        if (sequence.Guesses.Length < _options.DraftTokens) sequence.Guesses = new int[_options.DraftTokens];
        var known = _known[sequence.Slot];
        var tokens = sequence.Tokens;
        var common = Math.Min(tokens.CommonPrefixLength(System.Runtime.InteropServices.CollectionsMarshal.AsSpan(known)), tokens.Length - 1);
        if (common < known.Count) Cut(sequence.Slot, common);
        while (known.Count < tokens.Length)
        {
            _context.Begin();
            while (known.Count < tokens.Length && _context.Count < _context.Capacity)
            {
                _context.Add(tokens[known.Count], known.Count, sequence.Slot, known.Count + 1 == tokens.Length);
                known.Add(tokens[known.Count]);
            }
            if (!Decode(sequence.Slot)) return;
        }
        for (var i = 0; i < wanted; i++)
        {
            var token = LogitMath.IndexOfMax(_context.Logits(_context.Count - 1));
            sequence.Guesses[i] = token;
            sequence.GuessCount = i + 1;
            if (i + 1 == wanted) return;
            _context.Begin();
            _context.Add(token, known.Count, sequence.Slot, output: true);
            known.Add(token);
            if (!Decode(sequence.Slot)) return;
        }
    }

    /// <summary>A draft that fails only costs its guesses.</summary>
    private bool Decode(int slot)
    {
        if (_context.Decode() == 0) return true;
        Cut(slot, 0);
        return false;
    }

    /// <summary>Frees the cells of slots that run no stream now.</summary>
    private void Forget(ActiveSet active)
    {
        for (var slot = 0; slot < _known.Length; slot++)
        {
            var used = false;
            for (var i = 0; i < active.Count; i++) used |= active[i].Slot == slot;
            if (!used && _known[slot].Count > 0) Cut(slot, 0);
        }
    }

    private void Cut(int slot, int length)
    {
        LlamaApi.llama_memory_seq_rm(_context.Memory, slot, length, -1);
        _known[slot].RemoveRange(length, _known[slot].Count - length);
    }
}
