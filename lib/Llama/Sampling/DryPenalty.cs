using System.Buffers;
using System.Text;

namespace Onebox.Llama;

/// <summary>Tokens that end a repetition, computed once per request.</summary>
internal sealed class DryBreakers
{
    private readonly bool[] _breaks;

    public DryBreakers(Vocabulary vocabulary, IReadOnlyList<string> breakers)
    {
        _breaks = new bool[vocabulary.Size];
        foreach (var breaker in breakers)
        {
            var utf8 = Encoding.UTF8.GetBytes(breaker);
            if (utf8.Length == 0) continue;
            for (var token = 0; token < _breaks.Length; token++)
                _breaks[token] |= vocabulary.Piece(token, special: true).IndexOf(utf8) >= 0;
        }
    }

    internal DryBreakers(bool[] breaks) => _breaks = breaks;

    public bool this[int token] => _breaks[token];
}

/// <summary>DRY: finds, for every earlier place, how long the text before it repeats the end of the text, by the Z-algorithm on the reversed window (linear).</summary>
internal sealed class DryPenalty(int vocabularySize)
{
    private readonly int[] _longest = new int[vocabularySize];

    public void Apply(Span<float> logits, DryOptions options, ReadOnlySpan<int> history, DryBreakers breakers)
    {
        var window = options.Window < 0 ? history : history[Math.Max(0, history.Length - options.Window)..];
        var n = window.Length;
        // The repeating end cannot reach past a breaker.
        var limit = 0;
        while (limit < n && !breakers[window[n - 1 - limit]]) limit++;
        if (limit < options.AllowedLength || n < 2) return;

        var z = ArrayPool<int>.Shared.Rent(n);
        ZReversed(window, z.AsSpan(0, n));
        // The token at a place would prolong a repetition of length z[n - place]: the longest counts.
        for (var place = 1; place < n; place++)
            _longest[window[place]] = Math.Max(_longest[window[place]], Math.Min(z[n - place], limit));
        for (var place = 1; place < n; place++)
        {
            var token = window[place];
            if (_longest[token] >= options.AllowedLength && !breakers[token])
                logits[token] -= options.Multiplier * MathF.Pow(options.Base, Math.Min(_longest[token] - options.AllowedLength, 80));
            _longest[token] = 0;
        }
        ArrayPool<int>.Shared.Return(z);
    }

    /// <summary>z[i]: length of the common prefix of the reversed window and its suffix from i, that is, of the texts ending at n−1 and n−1−i.</summary>
    private static void ZReversed(ReadOnlySpan<int> window, Span<int> z)
    {
        var n = window.Length;
        z[0] = n;
        for (int i = 1, left = 0, right = 0; i < n; i++)
        {
            var length = i < right ? Math.Min(right - i, z[i - left]) : 0;
            while (i + length < n && window[n - 1 - length] == window[n - 1 - i - length]) length++;
            z[i] = length;
            if (i + length > right) (left, right) = (i, i + length);
        }
    }
}
