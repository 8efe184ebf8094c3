using System.Runtime.InteropServices;

namespace Onebox.Llama;

/// <summary>The state of one sequence's grammar. llama.cpp does the parsing; it is asked about one token at a time and about the whole row only after a refusal.</summary>
internal sealed unsafe class GrammarState : IDisposable
{
    private readonly Vocabulary _vocabulary;
    private readonly Grammar _grammar;
    private GrammarTrigger? _trigger;
    private SamplerHandle _sampler;

    public GrammarState(Vocabulary vocabulary, Grammar grammar)
    {
        _vocabulary = vocabulary;
        _grammar = grammar;
        _sampler = Create();
        _trigger = grammar.Triggers is { Count: > 0 } triggers ? new GrammarTrigger(triggers) : null;
    }

    /// <summary>True when the grammar lets this token follow.</summary>
    public bool Allows(int token)
    {
        if (_trigger is null) return AllowsNow(token);
        if (!_trigger.Meets(_vocabulary.Piece(token, special: true), out var held)) return true;
        // The token ends the free part. llama.cpp ends the process over text that does not fit, so try it on a fresh state first, byte by byte.
        var fits = true;
        foreach (var part in held)
        {
            var single = _vocabulary.SingleByte(part);
            fits = single >= 0 && AllowsNow(single);
            if (!fits) break;
            LlamaApi.llama_sampler_accept(_sampler.DangerousGetHandle(), single);
        }
        _sampler.Dispose();
        _sampler = Create();
        return fits;
    }

    /// <summary>Moves on by a token that <see cref="Allows"/> let pass; any other would end the process inside llama.cpp.</summary>
    public void Accept(int token)
    {
        if (_trigger is null)
        {
            LlamaApi.llama_sampler_accept(_sampler.DangerousGetHandle(), token);
            return;
        }
        var piece = _vocabulary.Piece(token, special: true);
        if (!_trigger.Meets(piece, out var held))
        {
            _trigger.Pass(piece);
            return;
        }
        foreach (var part in held) LlamaApi.llama_sampler_accept(_sampler.DangerousGetHandle(), _vocabulary.SingleByte(part));
        _trigger = null;
    }

    /// <summary>Sets the logits of all refused tokens to negative infinity. <paramref name="refused"/> is known to be one.</summary>
    public void Mask(Span<float> logits, int refused)
    {
        if (_trigger is not null)
        {
            logits[refused] = float.NegativeInfinity;
            return;
        }
        var data = (TokenData*)NativeMemory.Alloc((nuint)logits.Length, (nuint)sizeof(TokenData));
        try
        {
            for (var i = 0; i < logits.Length; i++) data[i] = new TokenData { Id = i, Logit = logits[i] };
            var row = new TokenDataArray { Data = data, Size = (nuint)logits.Length, Selected = -1 };
            LlamaApi.llama_sampler_apply(_sampler.DangerousGetHandle(), &row);
            for (nuint i = 0; i < row.Size; i++) logits[row.Data[i].Id] = row.Data[i].Logit;
        }
        finally
        {
            NativeMemory.Free(data);
        }
    }

    public void Dispose() => _sampler.Dispose();

    private bool AllowsNow(int token)
    {
        var data = new TokenData { Id = token, Logit = 1 };
        var row = new TokenDataArray { Data = &data, Size = 1, Selected = -1 };
        LlamaApi.llama_sampler_apply(_sampler.DangerousGetHandle(), &row);
        return !float.IsNegativeInfinity(data.Logit);
    }

    private SamplerHandle Create()
    {
        var handle = NativeLog.Listen(() =>
        {
            using var text = new Utf8Text(_grammar.Text);
            using var root = new Utf8Text(_grammar.Root);
            return LlamaApi.llama_sampler_init_grammar(_vocabulary.Raw, text.Pointer, root.Pointer);
        }, out var heard);
        if (handle == 0) throw new LlamaException(LlamaErrorCode.BadGrammar, $"The grammar cannot be parsed: {NativeLog.Cause(heard)}.");
        return new SamplerHandle(handle);
    }
}
