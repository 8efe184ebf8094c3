using System.Buffers;
using System.Collections.Concurrent;
using System.Text;

namespace Onebox.Tokenizers.Bpe;

/// <summary>How a piece is cut into first symbols and what stands for unknown ones.</summary>
internal sealed record BpeRules(bool ByteLevel, bool ByteFallback = false, bool IgnoreMerges = false, bool FuseUnknown = false, int? Unknown = null);

/// <summary>
/// Byte pair encoding over bytes (GPT-2, Llama 3, Qwen) or over characters with bytes for those that are not in the vocabulary (Llama 2, Mistral).
/// Words are cached; a cached word costs no allocation. Safe to use from many threads.
/// </summary>
internal sealed class BpeModel : IModel
{
    private const int MostCached = 1 << 16;
    private const int LongestCached = 32;

    private readonly BpeRules _rules;
    private readonly string?[] _tokens;
    private readonly Dictionary<string, int> _ids;
    private readonly Dictionary<string, int>.AlternateLookup<ReadOnlySpan<char>> _lookup;
    private readonly MergeTable _merges;
    private readonly int[] _bytes = new int[256];
    private readonly ConcurrentDictionary<string, Word> _words = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, Word>.AlternateLookup<ReadOnlySpan<char>> _cache;
    private int _cached;

    private sealed record Word(int[] Ids, int[] Starts);

    public BpeModel(Dictionary<string, int> ids, IReadOnlyList<Merge> merges, BpeRules rules)
    {
        (_ids, _rules, _merges) = (ids, rules, new MergeTable(merges));
        _lookup = ids.GetAlternateLookup<ReadOnlySpan<char>>();
        _cache = _words.GetAlternateLookup<ReadOnlySpan<char>>();
        _tokens = new string?[ids.Count == 0 ? 0 : ids.Values.Max() + 1];
        foreach (var (token, id) in ids)
            _tokens[id] = token;
        for (var b = 0; b < 256; b++)
        {
            var name = rules.ByteLevel ? ByteAlphabet.Of((byte)b).ToString() : $"<0x{b:X2}>";
            _bytes[b] = (rules.ByteLevel || rules.ByteFallback) && ids.TryGetValue(name, out var id) ? id : -1;
        }
    }

    public int Size => _tokens.Length;

    public int? IdOf(string token) => _ids.TryGetValue(token, out var id) ? id : null;

    public string? TokenOf(int id) => (uint)id < (uint)_tokens.Length ? _tokens[id] : null;

    public void Encode(ReadOnlySpan<char> piece, TokenSink sink)
    {
        if (_cache.TryGetValue(piece, out var word))
        {
            for (var i = 0; i < word.Ids.Length; i++)
                sink.Add(word.Ids[i], word.Starts[i]);
            return;
        }

        var most = piece.Length * 3;
        var rented = most <= 128 ? null : ArrayPool<int>.Shared.Rent(most * 2);
        var room = rented is null ? stackalloc int[most * 2] : rented;
        var ids = room[..most];
        var starts = room.Slice(most, most);
        var count = Whole(piece, ids, starts);
        if (count == 0)
        {
            count = _rules.ByteLevel ? Bytes(piece, ids, starts) : Characters(piece, ids, starts);
            count = Merger.Merge(ids[..count], starts[..count], _merges);
        }

        for (var i = 0; i < count; i++)
            sink.Add(ids[i], starts[i]);
        if (piece.Length <= LongestCached && Volatile.Read(ref _cached) < MostCached && _words.TryAdd(piece.ToString(), new Word(ids[..count].ToArray(), starts[..count].ToArray())))
            Interlocked.Increment(ref _cached);
        if (rented is not null)
            ArrayPool<int>.Shared.Return(rented);
    }

    /// <summary>Llama 3: a piece that is a token as it stands is that token, whether merges lead to it or not.</summary>
    private int Whole(ReadOnlySpan<char> piece, Span<int> ids, Span<int> starts)
    {
        if (!_rules.IgnoreMerges)
            return 0;
        var found = _rules.ByteLevel ? _ids.TryGetValue(ByteAlphabet.Write(Encoding.UTF8.GetBytes(piece.ToString())), out var id) : _lookup.TryGetValue(piece, out id);
        (ids[0], starts[0]) = (id, 0);
        return found ? 1 : 0;
    }

    private int Bytes(ReadOnlySpan<char> piece, Span<int> ids, Span<int> starts)
    {
        Span<byte> utf8 = stackalloc byte[4];
        var (count, at) = (0, 0);
        while (at < piece.Length)
        {
            // A lone half of a pair becomes U+FFFD, as in every UTF-8 encoder.
            Rune.DecodeFromUtf16(piece[at..], out var rune, out var used);
            var length = rune.EncodeToUtf8(utf8);
            for (var b = 0; b < length; b++)
            {
                var id = _bytes[utf8[b]] is >= 0 and var known ? known : _rules.Unknown ?? -1;
                if (id >= 0)
                    (ids[count], starts[count++]) = (id, at);
            }

            at += used;
        }

        return count;
    }

    private int Characters(ReadOnlySpan<char> piece, Span<int> ids, Span<int> starts)
    {
        Span<byte> utf8 = stackalloc byte[4];
        var (count, at) = (0, 0);
        var unknown = false;
        while (at < piece.Length)
        {
            var status = Rune.DecodeFromUtf16(piece[at..], out var rune, out var used);
            var wasUnknown = unknown;
            unknown = false;
            if (status == OperationStatus.Done && _lookup.TryGetValue(piece.Slice(at, used), out var id))
                (ids[count], starts[count++]) = (id, at);
            else
            {
                var length = rune.EncodeToUtf8(utf8);
                if (_rules.ByteFallback && AllKnown(utf8[..length]))
                {
                    for (var b = 0; b < length; b++)
                        (ids[count], starts[count++]) = (_bytes[utf8[b]], at);
                }
                else
                {
                    unknown = true;
                    if (_rules.Unknown is { } unk && !(wasUnknown && _rules.FuseUnknown))
                        (ids[count], starts[count++]) = (unk, at);
                }
            }

            at += used;
        }

        return count;
    }

    private bool AllKnown(ReadOnlySpan<byte> utf8)
    {
        foreach (var b in utf8)
        {
            if (_bytes[b] < 0)
                return false;
        }

        return true;
    }
}
