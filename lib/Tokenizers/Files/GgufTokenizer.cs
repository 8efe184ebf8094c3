using Onebox.Tokenizers.Bpe;
using Onebox.Tokenizers.Decoding;
using Onebox.Tokenizers.Normalizing;
using Onebox.Tokenizers.Splitting;
using Onebox.Tokenizers.Unigram;

namespace Onebox.Tokenizers.Files;

/// <summary>A tokenizer from a GGUF file's <c>tokenizer.ggml.*</c> keys, as llama.cpp reads them: byte-level BPE (<c>gpt2</c>), SentencePiece BPE (<c>llama</c>), Unigram (<c>t5</c>).</summary>
internal static class GgufTokenizer
{
    public static Tokenizer Read(IReadOnlyDictionary<string, object> metadata)
    {
        var keys = new GgufKeys(metadata);
        var parts = keys.Model switch
        {
            "gpt2" => new Tokenizer.Parts(keys.Added, null, PreTokenizers.Named(keys.Pre), new BpeModel(keys.Ids, keys.Merges(), new BpeRules(true, IgnoreMerges: keys.TakesWholePieces)), new ByteLevelDecoder(), [], []),
            "llama" => new Tokenizer.Parts(keys.Added, SentencePiece(keys.PrefixSpace), null, new BpeModel(keys.Ids, keys.Merges(), new BpeRules(false, true, Unknown: keys.Unknown)), SentencePieceDecoder(keys.PrefixSpace), [], []),
            "t5" => new Tokenizer.Parts(keys.Added, null, new MetaspaceSplit('\u2581', keys.PrefixSpace ? PrependScheme.Always : PrependScheme.Never, true), new UnigramModel([.. keys.Tokens.Zip(keys.Scores)], keys.Unknown, false), SentencePieceDecoder(keys.PrefixSpace), [], []),
            _ => throw new TokenizerException($"The GGUF file's tokenizer is of the kind '{keys.Model}'; gpt2, llama and t5 are known."),
        };
        return new Tokenizer(parts with
        {
            Bos = keys.Bos,
            Eos = keys.Eos,
            Pad = keys.Pad,
            Unknown = keys.Unknown,
            Prefix = keys.Prefix is { } bos ? [bos] : [],
            Suffix = keys.Suffix is { } eos ? [eos] : [],
        });
    }

    private static Chain SentencePiece(bool prefixSpace)
    {
        var spaces = new Replace(new System.Text.RegularExpressions.Regex(" ", System.Text.RegularExpressions.RegexOptions.None, TimeSpan.FromSeconds(1)), "\u2581");
        return new Chain(prefixSpace ? [new Prepend("\u2581"), spaces] : [spaces]);
    }

    private static StepDecoder SentencePieceDecoder(bool prefixSpace) =>
        new([DecoderSteps.Replace("\u2581", " "), DecoderSteps.ByteFallback(), DecoderSteps.Fuse(), DecoderSteps.Strip(' ', prefixSpace ? 1 : 0, 0)]);
}
