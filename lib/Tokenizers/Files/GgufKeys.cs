using System.Globalization;

namespace Onebox.Tokenizers.Files;

/// <summary>llama.cpp's token types.</summary>
internal enum GgufTokenKind
{
    Normal = 1,
    Unknown = 2,
    Control = 3,
    UserDefined = 4,
    Unused = 5,
    Byte = 6,
}

/// <summary>What a GGUF file says of its tokenizer (<c>tokenizer.ggml.*</c>).</summary>
internal sealed class GgufKeys
{
    private const string Key = "tokenizer.ggml.";
    private readonly IReadOnlyDictionary<string, object> _metadata;

    /// <exception cref="TokenizerException">It names no tokenizer, or its lists do not belong together.</exception>
    public GgufKeys(IReadOnlyDictionary<string, object> metadata)
    {
        _metadata = metadata;
        Model = Text("model") ?? throw new TokenizerException("The GGUF file names no tokenizer (tokenizer.ggml.model).");
        Tokens = metadata.GetValueOrDefault(Key + "tokens") as string[] ?? throw new TokenizerException("The GGUF file has no list of tokens (tokenizer.ggml.tokens).");
        Kinds = KindsOf(Tokens.Length);
        Ids = new Dictionary<string, int>(Tokens.Length, StringComparer.Ordinal);
        for (var i = 0; i < Tokens.Length; i++)
            Ids.TryAdd(Tokens[i], i);
        Added = [.. Enumerable.Range(0, Tokens.Length).Where(i => Kinds[i] is GgufTokenKind.Control or GgufTokenKind.UserDefined or GgufTokenKind.Unknown)
            .Select(i => new AddedToken(i, Tokens[i], Kinds[i] != GgufTokenKind.UserDefined))];
    }

    /// <summary><c>gpt2</c>: byte-level BPE; <c>llama</c>: SentencePiece BPE; <c>t5</c>: Unigram.</summary>
    public string Model { get; }

    public string[] Tokens { get; }

    public GgufTokenKind[] Kinds { get; }

    /// <summary>The first id of each token.</summary>
    public Dictionary<string, int> Ids { get; }

    /// <summary>Tokens that are found in a text as they stand.</summary>
    public IReadOnlyList<AddedToken> Added { get; }

    /// <summary>The name of the splitting.</summary>
    public string Pre => Text("pre") ?? "default";

    /// <summary>Llama 3 and its like: a piece that is a token as it stands is that token.</summary>
    public bool TakesWholePieces => Pre is "llama3" or "llama-v3" or "llama-bpe" or "falcon3" or "dbrx" or "smaug-bpe";

    /// <summary>SentencePiece: a text begins with a space.</summary>
    public bool PrefixSpace => Flag("add_space_prefix", true);

    public int? Bos => Number("bos_token_id");

    public int? Eos => Number("eos_token_id");

    public int? Pad => Number("padding_token_id");

    public int? Unknown => Number("unknown_token_id");

    /// <summary>Put before every text.</summary>
    public int? Prefix => Flag("add_bos_token", Model == "llama") ? Bos : null;

    /// <summary>Put after every text.</summary>
    public int? Suffix => Flag("add_eos_token", Model == "t5") ? Eos : null;

    /// <exception cref="TokenizerException">There are none.</exception>
    public float[] Scores => _metadata.GetValueOrDefault(Key + "scores") is float[] scores && scores.Length == Tokens.Length ? scores
        : throw new TokenizerException("The GGUF file has no scores for its tokens (tokenizer.ggml.scores).");

    /// <summary>The merges in their order; those of SentencePiece from the scores.</summary>
    /// <exception cref="TokenizerException">They are missing or do not fit the tokens.</exception>
    public List<Bpe.Merge> Merges() => Model == "gpt2" ? FromLines() : FromScores();

    public int? Number(string name) => _metadata.GetValueOrDefault(Key + name) is IConvertible value and not string ? checked((int)value.ToInt64(CultureInfo.InvariantCulture)) : null;

    private string? Text(string name) => _metadata.GetValueOrDefault(Key + name) as string;

    private bool Flag(string name, bool otherwise) => _metadata.GetValueOrDefault(Key + name) is bool value ? value : otherwise;

    private List<Bpe.Merge> FromLines()
    {
        var lines = _metadata.GetValueOrDefault(Key + "merges") as string[] ?? throw new TokenizerException("The GGUF file has no merges (tokenizer.ggml.merges).");
        var merges = new List<Bpe.Merge>(lines.Length);
        foreach (var line in lines)
        {
            // A token of the byte alphabet holds no space: the space of the text is written otherwise.
            var space = line.IndexOf(' ', 1);
            if (space > 0 && Ids.TryGetValue(line[..space], out var left) && Ids.TryGetValue(line[(space + 1)..], out var right) && Ids.TryGetValue(line[..space] + line[(space + 1)..], out var both))
                merges.Add(new Bpe.Merge(left, right, merges.Count, both));
            else
                throw new TokenizerException($"The GGUF file has the merge '{line}', which does not fit its tokens.");
        }

        return merges;
    }

    /// <summary>SentencePiece merges any two neighbours that make a token, the best score first: the same as merges ranked by the score of what they make.</summary>
    private List<Bpe.Merge> FromScores()
    {
        var merges = new List<Bpe.Merge>();
        var scores = Scores;
        var lookup = Ids.GetAlternateLookup<ReadOnlySpan<char>>();
        var rank = -1;
        var last = float.NaN;
        foreach (var id in Enumerable.Range(0, Tokens.Length).Where(i => Kinds[i] is GgufTokenKind.Normal or GgufTokenKind.UserDefined && Tokens[i].Length is > 1 and < 256).OrderByDescending(i => scores[i]))
        {
            rank += scores[id].Equals(last) ? 0 : 1;
            last = scores[id];
            for (var cut = 1; cut < Tokens[id].Length; cut++)
            {
                if (lookup.TryGetValue(Tokens[id].AsSpan(0, cut), out var left) && lookup.TryGetValue(Tokens[id].AsSpan(cut), out var right))
                    merges.Add(new Bpe.Merge(left, right, rank, id));
            }
        }

        return merges;
    }

    private GgufTokenKind[] KindsOf(int count) => _metadata.GetValueOrDefault(Key + "token_type") switch
    {
        int[] kinds when kinds.Length == count => [.. kinds.Select(k => (GgufTokenKind)k)],
        uint[] kinds when kinds.Length == count => [.. kinds.Select(k => (GgufTokenKind)k)],
        null => [.. Enumerable.Repeat(GgufTokenKind.Normal, count)],
        _ => throw new TokenizerException("The GGUF file's token types (tokenizer.ggml.token_type) do not match its tokens."),
    };
}
