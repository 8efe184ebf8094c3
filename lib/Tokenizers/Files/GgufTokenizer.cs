using System.Globalization;
using Onebox.Tokenizers.Bpe;
using Onebox.Tokenizers.Decoding;
using Onebox.Tokenizers.Normalizing;
using Onebox.Tokenizers.Splitting;
using Onebox.Tokenizers.Unigram;

namespace Onebox.Tokenizers.Files;

/// <summary>A tokenizer from a GGUF file's <c>tokenizer.ggml.*</c> keys, as llama.cpp reads them: byte-level BPE (<c>gpt2</c>), SentencePiece BPE (<c>llama</c>), Unigram (<c>t5</c>).</summary>
internal static class GgufTokenizer
{
    private const string Key = "tokenizer.ggml.";

    /// <summary>llama.cpp's token types.</summary>
    private enum Kind
    {
        Normal = 1,
        Unknown = 2,
        Control = 3,
        UserDefined = 4,
        Unused = 5,
        Byte = 6,
    }

    public static Tokenizer Read(IReadOnlyDictionary<string, object> metadata)
    {
        var model = metadata.GetValueOrDefault(Key + "model") as string ?? throw new TokenizerException("The GGUF file names no tokenizer (tokenizer.ggml.model).");
        var tokens = metadata.GetValueOrDefault(Key + "tokens") as string[] ?? throw new TokenizerException("The GGUF file has no list of tokens (tokenizer.ggml.tokens).");
        var kinds = Kinds(metadata, tokens.Length);
        var ids = new Dictionary<string, int>(tokens.Length, StringComparer.Ordinal);
        for (var i = 0; i < tokens.Length; i++)
            ids.TryAdd(tokens[i], i);
        var added = Enumerable.Range(0, tokens.Length).Where(i => kinds[i] is Kind.Control or Kind.UserDefined or Kind.Unknown)
            .Select(i => new AddedToken(i, tokens[i], kinds[i] != Kind.UserDefined)).ToList();
        var prefixSpace = Flag(metadata, "add_space_prefix", true);
        return new Tokenizer(model switch
        {
            "gpt2" => ByteLevel(metadata, ids, added),
            "llama" => new Tokenizer.Parts(added, SentencePiece(prefixSpace), null, new BpeModel(ids, FromScores(tokens, Scores(metadata, tokens.Length), ids, kinds), new BpeRules(false, true, Unknown: Number(metadata, "unknown_token_id"))), SentencePieceDecoder(prefixSpace), [], []),
            "t5" => new Tokenizer.Parts(added, null, new MetaspaceSplit('\u2581', prefixSpace ? PrependScheme.Always : PrependScheme.Never, true), new UnigramModel([.. tokens.Zip(Scores(metadata, tokens.Length))], Number(metadata, "unknown_token_id"), false), SentencePieceDecoder(prefixSpace), [], []),
            _ => throw new TokenizerException($"The GGUF file's tokenizer is of the kind '{model}'; gpt2, llama and t5 are known."),
        } is var parts ? WithSpecial(parts, metadata, model) : null!);
    }

    private static Tokenizer.Parts ByteLevel(IReadOnlyDictionary<string, object> metadata, Dictionary<string, int> ids, List<AddedToken> added)
    {
        var pre = metadata.GetValueOrDefault(Key + "pre") as string ?? "default";
        var lines = metadata.GetValueOrDefault(Key + "merges") as string[] ?? throw new TokenizerException("The GGUF file has no merges (tokenizer.ggml.merges).");
        var merges = new List<Merge>(lines.Length);
        foreach (var line in lines)
        {
            // A token of the byte alphabet holds no space: the space of the text is written otherwise.
            var space = line.IndexOf(' ', 1);
            if (space > 0 && ids.TryGetValue(line[..space], out var left) && ids.TryGetValue(line[(space + 1)..], out var right) && ids.TryGetValue(line[..space] + line[(space + 1)..], out var both))
                merges.Add(new Merge(left, right, merges.Count, both));
            else
                throw new TokenizerException($"The GGUF file has the merge '{line}', which does not fit its tokens.");
        }

        var whole = pre is "llama3" or "llama-v3" or "llama-bpe" or "falcon3" or "dbrx" or "smaug-bpe";
        return new Tokenizer.Parts(added, null, PreTokenizers.Named(pre), new BpeModel(ids, merges, new BpeRules(true, IgnoreMerges: whole)), new ByteLevelDecoder(), [], []);
    }

    /// <summary>SentencePiece merges any two neighbours that make a token, the best score first: the same as merges ranked by the score of what they make.</summary>
    private static List<Merge> FromScores(string[] tokens, float[] scores, Dictionary<string, int> ids, Kind[] kinds)
    {
        var merges = new List<Merge>();
        var lookup = ids.GetAlternateLookup<ReadOnlySpan<char>>();
        var rank = -1;
        var last = float.NaN;
        foreach (var id in Enumerable.Range(0, tokens.Length).Where(i => kinds[i] is Kind.Normal or Kind.UserDefined && tokens[i].Length is > 1 and < 256).OrderByDescending(i => scores[i]))
        {
            rank += scores[id].Equals(last) ? 0 : 1;
            last = scores[id];
            for (var cut = 1; cut < tokens[id].Length; cut++)
            {
                if (lookup.TryGetValue(tokens[id].AsSpan(0, cut), out var left) && lookup.TryGetValue(tokens[id].AsSpan(cut), out var right))
                    merges.Add(new Merge(left, right, rank, id));
            }
        }

        return merges;
    }

    private static Chain SentencePiece(bool prefixSpace)
    {
        var spaces = new Replace(new System.Text.RegularExpressions.Regex(" ", System.Text.RegularExpressions.RegexOptions.None, TimeSpan.FromSeconds(1)), "\u2581");
        return new Chain(prefixSpace ? [new Prepend("\u2581"), spaces] : [spaces]);
    }

    private static StepDecoder SentencePieceDecoder(bool prefixSpace) =>
        new([DecoderSteps.Replace("\u2581", " "), DecoderSteps.ByteFallback(), DecoderSteps.Fuse(), DecoderSteps.Strip(' ', prefixSpace ? 1 : 0, 0)]);

    private static Tokenizer.Parts WithSpecial(Tokenizer.Parts parts, IReadOnlyDictionary<string, object> metadata, string model)
    {
        var (bos, eos) = (Number(metadata, "bos_token_id"), Number(metadata, "eos_token_id"));
        return parts with
        {
            Bos = bos,
            Eos = eos,
            Pad = Number(metadata, "padding_token_id"),
            Unknown = Number(metadata, "unknown_token_id"),
            Prefix = Flag(metadata, "add_bos_token", model == "llama") && bos is { } b ? [b] : [],
            Suffix = Flag(metadata, "add_eos_token", model == "t5") && eos is { } e ? [e] : [],
        };
    }

    private static Kind[] Kinds(IReadOnlyDictionary<string, object> metadata, int count) => metadata.GetValueOrDefault(Key + "token_type") switch
    {
        int[] kinds when kinds.Length == count => [.. kinds.Select(k => (Kind)k)],
        uint[] kinds when kinds.Length == count => [.. kinds.Select(k => (Kind)k)],
        null => [.. Enumerable.Repeat(Kind.Normal, count)],
        _ => throw new TokenizerException("The GGUF file's token types (tokenizer.ggml.token_type) do not match its tokens."),
    };

    private static float[] Scores(IReadOnlyDictionary<string, object> metadata, int count) => metadata.GetValueOrDefault(Key + "scores") is float[] scores && scores.Length == count ? scores
        : throw new TokenizerException("The GGUF file has no scores for its tokens (tokenizer.ggml.scores).");

    private static int? Number(IReadOnlyDictionary<string, object> metadata, string name) =>
        metadata.GetValueOrDefault(Key + name) is IConvertible value and not string ? checked((int)value.ToInt64(CultureInfo.InvariantCulture)) : null;

    private static bool Flag(IReadOnlyDictionary<string, object> metadata, string name, bool otherwise) => metadata.GetValueOrDefault(Key + name) is bool value ? value : otherwise;
}
