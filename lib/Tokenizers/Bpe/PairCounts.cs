namespace Onebox.Tokenizers.Bpe;

/// <summary>How often each pair of neighbours occurs in counted words, kept up to date merge by merge: only the words that hold the pair are touched.</summary>
internal sealed class PairCounts
{
    private readonly List<(int[] Symbols, long Times)> _words;
    private readonly Dictionary<(int, int), long> _counts = [];
    private readonly Dictionary<(int, int), HashSet<int>> _where = [];
    private readonly PriorityQueue<(int Left, int Right), (long, int, int)> _queue = new();

    public PairCounts(IEnumerable<(int[] Symbols, long Times)> words)
    {
        _words = [.. words];
        for (var w = 0; w < _words.Count; w++)
            Add(w, 1, null);
        foreach (var pair in _counts.Keys)
            Push(pair);
    }

    public void Learn(int count, int least, List<byte[]> tokens, List<(int Left, int Right)> merges)
    {
        var until = merges.Count + count;
        while (merges.Count < until && _queue.TryDequeue(out var pair, out var priority))
        {
            var times = _counts.GetValueOrDefault(pair);
            // The queue may hold an older count: put it back with the true one.
            if (-priority.Item1 != times)
            {
                if (times > 0)
                    Push(pair);
                continue;
            }

            if (times < least)
                return;
            var id = tokens.Count;
            tokens.Add([.. tokens[pair.Left], .. tokens[pair.Right]]);
            merges.Add(pair);
            Replace(pair, id);
        }
    }

    private void Replace((int Left, int Right) pair, int id)
    {
        var changed = new HashSet<(int, int)>();
        foreach (var w in _where.Remove(pair, out var places) ? places.Order().ToArray() : [])
        {
            Add(w, -1, changed);
            var (symbols, times) = _words[w];
            var to = 0;
            for (var from = 0; from < symbols.Length; from++)
            {
                var joined = from + 1 < symbols.Length && symbols[from] == pair.Left && symbols[from + 1] == pair.Right;
                symbols[to++] = joined ? id : symbols[from];
                from += joined ? 1 : 0;
            }

            _words[w] = (symbols[..to], times);
            Add(w, 1, changed);
        }

        foreach (var other in changed)
            Push(other);
    }

    private void Add(int word, int sign, HashSet<(int, int)>? changed)
    {
        var (symbols, times) = _words[word];
        for (var i = 0; i + 1 < symbols.Length; i++)
        {
            var pair = (symbols[i], symbols[i + 1]);
            _counts[pair] = _counts.GetValueOrDefault(pair) + (sign * times);
            changed?.Add(pair);
            if (sign > 0)
            {
                if (!_where.TryGetValue(pair, out var places))
                    _where[pair] = places = [];
                places.Add(word);
            }
        }
    }

    private void Push((int, int) pair)
    {
        if (_counts[pair] is > 0 and var times)
            _queue.Enqueue(pair, (-times, pair.Item1, pair.Item2));
    }
}
