using System.Runtime.InteropServices;

namespace Onebox.Llama;

/// <summary>A grammar in llama.cpp's GBNF that the output must follow.</summary>
/// <param name="Text">The rules.</param>
/// <param name="Root">Name of the rule to start from.</param>
/// <param name="Triggers">When given, the grammar sleeps until the output matches one of these regular expressions from its start; it then holds from the first capture group on (tool calls).</param>
public sealed record Grammar(string Text, string Root = "root", IReadOnlyList<string>? Triggers = null);

/// <summary>The state of one sequence's grammar. llama.cpp does the parsing; it is asked about one token at a time and about the whole row only after a refusal.</summary>
internal sealed unsafe class GrammarState : IDisposable
{
    private readonly SamplerHandle _sampler;

    public GrammarState(Vocabulary vocabulary, Grammar grammar)
    {
        var handle = NativeLog.Listen(() => Create(vocabulary.Raw, grammar), out var heard);
        if (handle == 0) throw new LlamaException(LlamaErrorCode.BadGrammar, $"The grammar cannot be parsed: {NativeLog.Cause(heard)}.");
        _sampler = new SamplerHandle(handle);
    }

    /// <summary>True when the grammar lets this token follow.</summary>
    public bool Allows(int token)
    {
        var data = new TokenData { Id = token, Logit = 1 };
        var row = new TokenDataArray { Data = &data, Size = 1, Selected = -1 };
        LlamaApi.llama_sampler_apply(_sampler.DangerousGetHandle(), &row);
        return !float.IsNegativeInfinity(data.Logit);
    }

    /// <summary>Sets the logits of all refused tokens to negative infinity.</summary>
    public void Mask(Span<float> logits)
    {
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

    /// <summary>Moves on by a token that <see cref="Allows"/> let pass; any other would end the process inside llama.cpp.</summary>
    public void Accept(int token) => LlamaApi.llama_sampler_accept(_sampler.DangerousGetHandle(), token);

    public void Dispose() => _sampler.Dispose();

    private static nint Create(nint vocab, Grammar grammar)
    {
        using var text = new Utf8Text(grammar.Text);
        using var root = new Utf8Text(grammar.Root);
        if (grammar.Triggers is not { Count: > 0 } triggers) return LlamaApi.llama_sampler_init_grammar(vocab, text.Pointer, root.Pointer);
        var patterns = new nint[triggers.Count];
        try
        {
            for (var i = 0; i < patterns.Length; i++) patterns[i] = Marshal.StringToCoTaskMemUTF8(triggers[i]);
            fixed (nint* first = patterns)
                return LlamaApi.llama_sampler_init_grammar_lazy_patterns(vocab, text.Pointer, root.Pointer, (byte**)first, (nuint)patterns.Length, null, 0);
        }
        finally
        {
            foreach (var pattern in patterns) Marshal.FreeCoTaskMem(pattern);
        }
    }
}
