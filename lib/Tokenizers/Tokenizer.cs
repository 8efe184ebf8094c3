using Onebox.Tokenizers.Decoding;
using Onebox.Tokenizers.Files;
using Onebox.Tokenizers.Normalizing;
using Onebox.Tokenizers.Splitting;

namespace Onebox.Tokenizers;

/// <summary>
/// Text to token ids and back, as the model's own tokenizer does it. Read from tokenizer.json or from a GGUF file's metadata. Safe to use from many threads at once.
/// </summary>
public sealed class Tokenizer
{
    private readonly Parts _parts;
    private readonly AddedTokens _raw;
    private readonly AddedTokens _normalized;
    private readonly Dictionary<int, AddedToken> _added;

    /// <summary>The steps of a tokenizer, in the order in which a text goes through them.</summary>
    internal sealed record Parts(IReadOnlyList<AddedToken> Added, INormalizer? Normalizer, IPreTokenizer? Splitter, IModel Model, IDecoder Decoder, IReadOnlyList<int> Prefix, IReadOnlyList<int> Suffix)
    {
        public int? Bos { get; init; }

        public int? Eos { get; init; }

        public int? Pad { get; init; }

        public int? Unknown { get; init; }
    }

    internal Tokenizer(Parts parts)
    {
        _parts = parts;
        _raw = new AddedTokens(parts.Added.Where(t => !t.Normalized));
        _normalized = new AddedTokens(parts.Added.Where(t => t.Normalized));
        _added = [];
        foreach (var token in parts.Added)
            _added[token.Id] = token;
        VocabularySize = Math.Max(parts.Model.Size, parts.Added.Count == 0 ? 0 : parts.Added.Max(t => t.Id) + 1);
    }

    /// <summary>One more than the highest token id.</summary>
    public int VocabularySize { get; }

    /// <summary>Begin-of-text token, where the file names one.</summary>
    public int? BosId => _parts.Bos;

    /// <summary>End-of-text token, where the file names one.</summary>
    public int? EosId => _parts.Eos;

    public int? PadId => _parts.Pad;

    /// <exception cref="TokenizerException">Broken, beyond the limits, or of a form that is not supported.</exception>
    public static Tokenizer ReadJson(ReadOnlyMemory<byte> json) => TokenizerJson.Read(json);

    /// <exception cref="TokenizerException">Broken, beyond the limits, or of a form that is not supported.</exception>
    public static Tokenizer LoadJson(string path) => TokenizerJson.Load(path);

    /// <param name="metadata">A GGUF file's keys: strings, numbers, booleans, and arrays of them (<c>string[]</c>, <c>float[]</c>, <c>int[]</c>).</param>
    /// <exception cref="TokenizerException">A key is missing, or the form is not supported.</exception>
    public static Tokenizer FromGguf(IReadOnlyDictionary<string, object> metadata) => GgufTokenizer.Read(metadata);

    /// <summary>A GGUF file's tokenizer as Hugging Face's libraries read it: the same ids for the same text.</summary>
    /// <param name="metadata">As of <see cref="FromGguf"/>.</param>
    /// <param name="chatTemplate">Null for none.</param>
    /// <param name="context">Tokens that the model was made for.</param>
    /// <exception cref="TokenizerException">A key is missing, or the form is not supported.</exception>
    public static TokenizerFolder ToFolder(IReadOnlyDictionary<string, object> metadata, string? chatTemplate, int context) => GgufToJson.Write(metadata, chatTemplate, context);

    public int? IdOf(string token) => _parts.Added.FirstOrDefault(t => string.Equals(t.Content, token, StringComparison.Ordinal))?.Id ?? _parts.Model.IdOf(token);

    /// <summary>The token as its file writes it, or null where the vocabulary has a gap.</summary>
    public string? TokenOf(int id) => _added.TryGetValue(id, out var token) ? token.Content : _parts.Model.TokenOf(id);

    public bool IsSpecial(int id) => _added.TryGetValue(id, out var token) && token.Special;

    /// <param name="addSpecial">Put the tokens before and after that the tokenizer puts around a text (a begin-of-text token, say).</param>
    /// <param name="parseSpecial">Read special tokens written in the text as such; false takes them as plain text (for text that users wrote).</param>
    public int[] Encode(string text, bool addSpecial = false, bool parseSpecial = true)
    {
        var ids = new List<int>((text.Length / 3) + 8);
        Encode(text, ids, null, addSpecial, parseSpecial);
        return [.. ids];
    }

    /// <summary>As <see cref="Encode(string, bool, bool)"/>, with where each token starts in the text.</summary>
    public TokenizedText EncodeWithStarts(string text, bool addSpecial = false, bool parseSpecial = true)
    {
        var (ids, starts) = (new List<int>((text.Length / 3) + 8), new List<int>((text.Length / 3) + 8));
        Encode(text, ids, starts, addSpecial, parseSpecial);
        return new TokenizedText([.. ids], [.. starts]);
    }

    public int Count(string text, bool addSpecial = false) => Encode(text, addSpecial).Length;

    /// <param name="skipSpecial">Leave special tokens out.</param>
    public string Decode(IEnumerable<int> ids, bool skipSpecial = true)
    {
        var pieces = new List<DecodedPiece>();
        foreach (var id in ids)
        {
            if (_added.TryGetValue(id, out var added))
            {
                if (!(skipSpecial && added.Special))
                    pieces.Add(new DecodedPiece(added.Content, true));
            }
            else if (_parts.Model.TokenOf(id) is { } token)
                pieces.Add(new DecodedPiece(token, false));
        }

        return _parts.Decoder.Decode(pieces);
    }

    private void Encode(string text, List<int> ids, List<int>? starts, bool addSpecial, bool parseSpecial)
    {
        var sink = new TokenSink(ids, starts);
        var pieces = new List<Piece>();
        foreach (var id in addSpecial ? _parts.Prefix : [])
            sink.AddAt(id, 0);
        for (var at = 0; at < text.Length;)
        {
            var (start, end) = (text.Length, text.Length);
            var token = _raw.Any ? _raw.Next(text, at, parseSpecial, out start, out end) : null;
            if (start > at)
                Normalized(new Text(at == 0 && start == text.Length ? text : text[at..start]), at, sink, pieces, parseSpecial);
            if (token is not null)
                sink.AddAt(token.Id, start);
            at = end;
        }

        foreach (var id in addSpecial ? _parts.Suffix : [])
            sink.AddAt(id, text.Length);
    }

    /// <summary>A stretch of the source between added tokens.</summary>
    private void Normalized(Text text, int offset, TokenSink sink, List<Piece> pieces, bool parseSpecial)
    {
        var normal = _parts.Normalizer?.Normalize(text) ?? text;
        for (var at = 0; at < normal.Value.Length;)
        {
            var (start, end) = (normal.Value.Length, normal.Value.Length);
            var token = _normalized.Any ? _normalized.Next(normal.Value, at, parseSpecial, out start, out end) : null;
            if (start > at)
                Split(new Piece(normal, at, start - at) { AtStart = offset == 0 && at == 0 }, offset, sink, pieces);
            if (token is not null)
                sink.AddAt(token.Id, offset + normal.Source(start));
            at = end;
        }
    }

    private void Split(Piece piece, int offset, TokenSink sink, List<Piece> pieces)
    {
        pieces.Clear();
        if (_parts.Splitter is null)
            pieces.Add(piece);
        else
            _parts.Splitter.Split(piece, pieces);
        foreach (var part in pieces)
        {
            sink.Enter(part, offset);
            if (part.Length > 0)
                _parts.Model.Encode(part.Span, sink);
        }
    }
}
