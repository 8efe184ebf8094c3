using System.Buffers;

namespace Onebox.Tokenizers;

/// <summary>A token that is found in the text as it stands, before the text is split.</summary>
/// <param name="Special">Left out of decoded text on request; found in a prompt only where special tokens may be.</param>
/// <param name="Normalized">Looked for in the normalised text instead of the source text.</param>
internal sealed record AddedToken(int Id, string Content, bool Special, bool Normalized = false, bool StripLeft = false, bool StripRight = false, bool SingleWord = false);

/// <summary>Finds added tokens in a text: leftmost, then longest.</summary>
internal sealed class AddedTokens
{
    private readonly Dictionary<string, AddedToken> _byContent;
    private readonly Dictionary<string, AddedToken>.AlternateLookup<ReadOnlySpan<char>> _lookup;
    private readonly Dictionary<char, int[]> _lengths;
    private readonly SearchValues<char> _first;

    public AddedTokens(IEnumerable<AddedToken> tokens)
    {
        _byContent = new Dictionary<string, AddedToken>(StringComparer.Ordinal);
        foreach (var token in tokens.Where(t => t.Content.Length > 0))
            _byContent[token.Content] = token;
        _lookup = _byContent.GetAlternateLookup<ReadOnlySpan<char>>();
        _lengths = _byContent.Keys.GroupBy(c => c[0]).ToDictionary(g => g.Key, g => g.Select(c => c.Length).Distinct().OrderDescending().ToArray());
        _first = SearchValues.Create([.. _lengths.Keys]);
    }

    public bool Any => _byContent.Count > 0;

    /// <summary>The next added token at or after <paramref name="from"/>; Start and End include the white space it takes with it.</summary>
    public AddedToken? Next(ReadOnlySpan<char> text, int from, bool special, out int start, out int end)
    {
        for (var at = from; at < text.Length; at++)
        {
            var hit = text[at..].IndexOfAny(_first);
            if (hit < 0)
                break;
            at += hit;
            foreach (var length in _lengths[text[at]])
            {
                if (at + length > text.Length || !_lookup.TryGetValue(text.Slice(at, length), out var token) || (token.Special && !special))
                    continue;
                if (token.SingleWord && (IsWord(text, at - 1) || IsWord(text, at + length)))
                    continue;
                (start, end) = (at, at + length);
                while (token.StripLeft && start > from && char.IsWhiteSpace(text[start - 1]))
                    start--;
                while (token.StripRight && end < text.Length && char.IsWhiteSpace(text[end]))
                    end++;
                return token;
            }
        }

        (start, end) = (text.Length, text.Length);
        return null;
    }

    private static bool IsWord(ReadOnlySpan<char> text, int at) => at >= 0 && at < text.Length && (char.IsLetterOrDigit(text[at]) || text[at] == '_');
}
