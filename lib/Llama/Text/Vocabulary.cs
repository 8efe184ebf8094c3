using System.Buffers;
using System.Text;

namespace Onebox.Llama;

[Flags]
public enum TokenKinds { None = 0, Unknown = 1, Unused = 2, Normal = 4, Control = 8, UserDefined = 16, Byte = 32 }

/// <summary>A model's vocabulary. Thread-safe; <see cref="Tokenize(ReadOnlySpan{byte},Span{int},bool,bool)"/> and <see cref="Piece"/> allocate nothing.</summary>
public sealed unsafe class Vocabulary
{
    private const byte EndOfGeneration = 1, Control = 2;
    private readonly LlamaModel _model;
    private readonly nint _vocab;
    private readonly Lazy<Pieces> _pieces;
    private DryBreakers? _usualBreakers;

    internal Vocabulary(LlamaModel model)
    {
        _model = model;
        _vocab = LlamaApi.llama_model_get_vocab(model.Raw);
        Size = LlamaApi.llama_vocab_n_tokens(_vocab);
        Bos = LlamaApi.llama_vocab_bos(_vocab);
        Eos = LlamaApi.llama_vocab_eos(_vocab);
        Eot = LlamaApi.llama_vocab_eot(_vocab);
        Separator = LlamaApi.llama_vocab_sep(_vocab);
        NewLine = LlamaApi.llama_vocab_nl(_vocab);
        Padding = LlamaApi.llama_vocab_pad(_vocab);
        AddsBos = LlamaApi.llama_vocab_get_add_bos(_vocab) != 0;
        AddsEos = LlamaApi.llama_vocab_get_add_eos(_vocab) != 0;
        AddsSeparator = LlamaApi.llama_vocab_get_add_sep(_vocab) != 0;
        _pieces = new(ReadPieces);
    }

    public int Size { get; }

    /// <summary>Special tokens; -1 where the model has none.</summary>
    public int Bos { get; }
    public int Eos { get; }
    public int Eot { get; }
    public int Separator { get; }
    public int NewLine { get; }
    public int Padding { get; }
    public bool AddsBos { get; }
    public bool AddsEos { get; }
    public bool AddsSeparator { get; }

    /// <summary>All tokens that end a text.</summary>
    public ReadOnlySpan<int> Ends => _pieces.Value.Ends;

    internal nint Raw => _vocab;

    /// <summary>A token that stands for this one byte; -1 when there is none.</summary>
    internal int SingleByte(byte value) => _pieces.Value.Singles[value];

    internal void Prepare() => _ = _pieces.Value;

    /// <summary>A request's DRY breakers; the usual ones are looked up in the whole vocabulary once.</summary>
    internal DryBreakers Breakers(IReadOnlyList<string> texts)
    {
        if (!ReferenceEquals(texts, DryOptions.UsualBreakers)) return new DryBreakers(this, texts);
        return _usualBreakers ??= new DryBreakers(this, texts);
    }

    public bool IsEndOfGeneration(int token) => (_pieces.Value.Flags[token] & EndOfGeneration) != 0;

    public bool IsControl(int token) => (_pieces.Value.Flags[token] & Control) != 0;

    public TokenKinds Kinds(int token)
    {
        using var held = new HeldHandle(_model.Handle);
        return (TokenKinds)(LlamaApi.llama_vocab_get_attr(_vocab, Checked(token)) & 63);
    }

    /// <summary>The token as the vocabulary spells it, such as <c>▁the</c>.</summary>
    public string Spelling(int token)
    {
        using var held = new HeldHandle(_model.Handle);
        return Utf8Text.Read(LlamaApi.llama_vocab_get_text(_vocab, Checked(token)));
    }

    public float Score(int token)
    {
        using var held = new HeldHandle(_model.Handle);
        return LlamaApi.llama_vocab_get_score(_vocab, Checked(token));
    }

    /// <summary>The bytes that a token adds to a text: possibly half a code point, empty for a special token unless <paramref name="special"/>.</summary>
    public ReadOnlySpan<byte> Piece(int token, bool special = false)
    {
        var pieces = _pieces.Value;
        if (!special && (pieces.Flags[token] & Control) != 0) return default;
        return pieces.Bytes.AsSpan(pieces.Starts[token], pieces.Starts[token + 1] - pieces.Starts[token]);
    }

    /// <summary>Tokenizes UTF-8 text.</summary>
    /// <param name="addSpecial">Add BOS and EOS where the model wants them.</param>
    /// <param name="parseSpecial">Read special tokens written out in the text; leave it off for text from strangers.</param>
    /// <returns>The number of tokens, or the negated number when <paramref name="tokens"/> is too short.</returns>
    public int Tokenize(ReadOnlySpan<byte> utf8, Span<int> tokens, bool addSpecial = true, bool parseSpecial = false)
    {
        using var held = new HeldHandle(_model.Handle);
        fixed (byte* text = utf8)
        fixed (int* into = tokens)
        {
            byte none = 0;
            var count = LlamaApi.llama_tokenize(_vocab, text == null ? &none : text, utf8.Length, into, tokens.Length, (byte)(addSpecial ? 1 : 0), (byte)(parseSpecial ? 1 : 0));
            return count == int.MinValue ? throw new LlamaException(LlamaErrorCode.BadRequest, "The text is too long to be tokenized.") : count;
        }
    }

    /// <inheritdoc cref="Tokenize(ReadOnlySpan{byte},Span{int},bool,bool)"/>
    public int[] Tokenize(string text, bool addSpecial = true, bool parseSpecial = false)
    {
        var utf8 = ArrayPool<byte>.Shared.Rent(Encoding.UTF8.GetMaxByteCount(text.Length));
        var tokens = ArrayPool<int>.Shared.Rent(text.Length + 8);
        try
        {
            var bytes = Encoding.UTF8.GetBytes(text, utf8);
            var count = Tokenize(utf8.AsSpan(0, bytes), tokens, addSpecial, parseSpecial);
            if (count < 0)
            {
                ArrayPool<int>.Shared.Return(tokens);
                tokens = ArrayPool<int>.Shared.Rent(-count);
                count = Tokenize(utf8.AsSpan(0, bytes), tokens, addSpecial, parseSpecial);
            }
            return tokens.AsSpan(0, count).ToArray();
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(utf8);
            ArrayPool<int>.Shared.Return(tokens);
        }
    }

    /// <summary>The text of tokens as the model's own detokenizer joins them (it may drop the space that tokenizing put in front).</summary>
    public string Detokenize(ReadOnlySpan<int> tokens, bool removeSpecial = false, bool renderSpecial = false)
    {
        using var held = new HeldHandle(_model.Handle);
        var buffer = new byte[Math.Max(64, tokens.Length * 8)];
        while (true)
        {
            fixed (int* from = tokens)
            fixed (byte* into = buffer)
            {
                var count = LlamaApi.llama_detokenize(_vocab, from, tokens.Length, into, buffer.Length, (byte)(removeSpecial ? 1 : 0), (byte)(renderSpecial ? 1 : 0));
                if (count >= 0) return Encoding.UTF8.GetString(buffer, 0, count);
                buffer = new byte[-count];
            }
        }
    }

    private int Checked(int token) => (uint)token < (uint)Size ? token : throw new ArgumentOutOfRangeException(nameof(token));

    /// <summary>All pieces end to end, so that the engine's loop never calls into the natives for text.</summary>
    private Pieces ReadPieces()
    {
        using var held = new HeldHandle(_model.Handle);
        var bytes = new ArrayBufferWriter<byte>(Size * 6);
        var starts = new int[Size + 1];
        var flags = new byte[Size];
        for (var token = 0; token < Size; token++)
        {
            starts[token] = bytes.WrittenCount;
            if (LlamaApi.llama_vocab_is_eog(_vocab, token) != 0) flags[token] |= EndOfGeneration;
            // What llama.cpp leaves out of a text unless asked: control and unknown tokens.
            if ((Kinds(token) & (TokenKinds.Control | TokenKinds.Unknown)) != TokenKinds.None) flags[token] |= Control;
            var span = bytes.GetSpan(64);
            int count;
            fixed (byte* into = span) count = LlamaApi.llama_token_to_piece(_vocab, token, into, span.Length, 0, 1);
            if (count < 0)
            {
                span = bytes.GetSpan(-count);
                fixed (byte* into = span) count = LlamaApi.llama_token_to_piece(_vocab, token, into, span.Length, 0, 1);
            }
            bytes.Advance(Math.Max(count, 0));
        }
        starts[Size] = bytes.WrittenCount;
        var ends = Enumerable.Range(0, Size).Where(t => (flags[t] & EndOfGeneration) != 0).ToArray();
        var singles = new int[256];
        Array.Fill(singles, -1);
        for (var token = 0; token < Size; token++)
            if (starts[token + 1] - starts[token] == 1 && flags[token] == 0) singles[bytes.WrittenSpan[starts[token]]] = token;
        return new Pieces(bytes.WrittenSpan.ToArray(), starts, flags, ends, singles);
    }

    private sealed record Pieces(byte[] Bytes, int[] Starts, byte[] Flags, int[] Ends, int[] Singles);
}
