using System.Text;
using Onebox.Tokenizers.Bpe;

namespace Onebox.Tokenizers.Unigram;

/// <summary>
/// The split of a piece with the highest sum of log probabilities, by Viterbi over a trie (Kudo, 2018). A character that no piece covers is
/// unknown at 10 below the worst score, as in SentencePiece; neighbouring unknowns are one, or their bytes where the vocabulary has bytes.
/// </summary>
internal sealed class UnigramModel : IModel
{
    private const float UnknownPenalty = 10f;

    private readonly string[] _tokens;
    private readonly float[] _scores;
    private readonly Dictionary<string, int> _ids = new(StringComparer.Ordinal);
    private readonly MergeTable _trie;
    private readonly List<int> _ends = [-1];
    private readonly int? _unknown;
    private readonly int[]? _bytes;
    private readonly float _unknownScore;

    public UnigramModel(IReadOnlyList<(string Token, float Score)> vocabulary, int? unknown, bool byteFallback)
    {
        _tokens = [.. vocabulary.Select(v => v.Token)];
        _scores = [.. vocabulary.Select(v => v.Score)];
        _unknown = unknown;
        _unknownScore = (_scores.Length == 0 ? 0 : _scores.Min()) - UnknownPenalty;
        var edges = new Dictionary<(int, int), int>();
        for (var id = 0; id < _tokens.Length; id++)
        {
            _ids.TryAdd(_tokens[id], id);
            var node = 0;
            foreach (var c in _tokens[id])
            {
                if (!edges.TryGetValue((node, c), out var next))
                {
                    edges[(node, c)] = next = _ends.Count;
                    _ends.Add(-1);
                }

                node = next;
            }

            if (node > 0 && id != unknown)
                _ends[node] = id;
        }

        _trie = new MergeTable([.. edges.Select(e => new Merge(e.Key.Item1, e.Key.Item2, 0, e.Value))]);
        if (byteFallback)
        {
            _bytes = new int[256];
            for (var b = 0; b < 256; b++)
                _bytes[b] = _ids.GetValueOrDefault($"<0x{b:X2}>", -1);
            _bytes = Array.IndexOf(_bytes, -1) < 0 ? _bytes : null;
        }
    }

    public int Size => _tokens.Length;

    public int? IdOf(string token) => _ids.TryGetValue(token, out var id) ? id : null;

    public string? TokenOf(int id) => (uint)id < (uint)_tokens.Length ? _tokens[id] : null;

    public void Encode(ReadOnlySpan<char> piece, TokenSink sink)
    {
        var length = piece.Length;
        var score = new double[length + 1];
        var from = new int[length + 1];
        var token = new int[length + 1];
        Array.Fill(from, -1);
        for (var start = 0; start < length;)
        {
            Rune.DecodeFromUtf16(piece[start..], out _, out var width);
            var single = false;
            var node = 0;
            for (var end = start; end < length && _trie.TryGet(node, piece[end], out _, out node);)
            {
                end++;
                if (_ends[node] < 0)
                    continue;
                Offer(start, end, _ends[node], _scores[_ends[node]]);
                single |= end - start == width;
            }

            if (!single)
                Offer(start, start + width, -1, _unknownScore);
            start += width;
        }

        Emit(piece, from, token, sink);

        void Offer(int start, int end, int id, float value)
        {
            var candidate = score[start] + value;
            if (from[end] < 0 || candidate > score[end])
                (score[end], from[end], token[end]) = (candidate, start, id);
        }
    }

    private void Emit(ReadOnlySpan<char> piece, int[] from, int[] token, TokenSink sink)
    {
        var path = new Stack<(int Start, int End, int Id)>();
        for (var end = piece.Length; end > 0; end = from[end])
            path.Push((from[end], end, token[end]));
        var fused = false;
        foreach (var (start, end, id) in path)
        {
            if (id >= 0)
                sink.Add(id, start);
            else if (_bytes is not null)
                Bytes(piece[start..end], start, sink);
            else if (!fused && _unknown is { } unknown)
                sink.Add(unknown, start);
            fused = id < 0;
        }
    }

    private void Bytes(ReadOnlySpan<char> text, int start, TokenSink sink)
    {
        foreach (var b in Encoding.UTF8.GetBytes(text.ToString()))
            sink.Add(_bytes![b], start);
    }
}
