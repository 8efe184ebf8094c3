using System.Text.RegularExpressions;

namespace Onebox.Tokenizers.Splitting;

/// <summary>What becomes of the text that a pattern matches.</summary>
internal enum SplitBehavior
{
    Isolated,
    Removed,
    MergedWithPrevious,
    MergedWithNext,
    Contiguous,
}

/// <summary>
/// Splits where a regular expression matches. .NET's expressions see UTF-16 halves where the published ones see code points, so text beyond
/// the basic plane is matched on a copy in which each such character is a basic one of the same category.
/// </summary>
internal sealed class PatternSplit(string pattern, SplitBehavior behavior = SplitBehavior.Isolated, bool invert = false) : IPreTokenizer
{
    /// <summary>A pattern from a file may be slow on purpose: a second a piece of text, then an error that names it.</summary>
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(1);

    private readonly Regex _regex = Patterns.Compile(pattern, Longest);

    public void Split(Piece piece, List<Piece> output)
    {
        var collapsed = AstralText.Collapse(piece.Span, out var widths);
        try
        {
            var last = 0;
            var spans = new List<(int Start, int Length, bool Match)>();
            foreach (var match in _regex.EnumerateMatches(collapsed))
            {
                if (match.Length == 0)
                    continue;
                if (match.Index > last)
                    spans.Add((last, match.Index - last, invert));
                spans.Add((match.Index, match.Length, !invert));
                last = match.Index + match.Length;
            }

            if (last < collapsed.Length)
                spans.Add((last, collapsed.Length - last, invert));
            Emit(piece, spans, widths, output);
        }
        catch (RegexMatchTimeoutException e)
        {
            throw new TokenizerException($"The tokenizer's pattern '{pattern}' takes too long on this text.", e);
        }
    }

    private void Emit(Piece piece, List<(int Start, int Length, bool Match)> spans, int[]? offsets, List<Piece> output)
    {
        var pending = -1;
        for (var i = 0; i < spans.Count; i++)
        {
            var (start, length, match) = spans[i];
            var end = start + length;
            var following = i + 1 < spans.Count ? spans[i + 1].Match : (bool?)null;
            if (pending >= 0)
                start = pending;
            pending = -1;
            var hold = behavior switch
            {
                SplitBehavior.MergedWithPrevious => !match && following == true,
                SplitBehavior.MergedWithNext => match && following == false,
                SplitBehavior.Contiguous => following == match,
                _ => false,
            };
            if (hold)
                pending = start;
            else if (!(match && behavior == SplitBehavior.Removed))
                output.Add(offsets is null ? piece.Part(start, end - start) : piece.Part(offsets[start], offsets[end] - offsets[start]));
        }
    }
}
