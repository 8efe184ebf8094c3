using System.Text;

namespace Onebox.Documents.Text;

/// <summary>
/// Thousands of characters without a space or a mark between them are data that happened to be written as text (keys, pictures in base64): nobody searches for them, and cut into
/// chunks they would stand before all that people wrote. Their beginning is kept, and the document's warnings say so.
/// </summary>
internal static class EndlessWords
{
    private const int Longest = 4_000;
    private const int Kept = 200;

    /// <returns>The text itself if there is none in it, and what was left out.</returns>
    public static (string Text, long LeftOut) Shorten(string text)
    {
        if (text.Length <= Longest) return (text, 0);
        StringBuilder? shortened = null;
        var (start, copied, leftOut) = (0, 0, 0L);
        for (var i = 0; i <= text.Length; i++)
        {
            if (i < text.Length && !Ends(text[i])) continue;
            if (i - start > Longest)
            {
                var keep = char.IsHighSurrogate(text[start + Kept - 1]) ? Kept - 1 : Kept;
                (shortened ??= new StringBuilder()).Append(text, copied, start + keep - copied).Append('…');
                leftOut += i - start - keep;
                copied = i;
            }

            start = i + 1;
        }

        return shortened is null ? (text, 0) : (shortened.Append(text, copied, text.Length - copied).ToString(), leftOut);
    }

    // Scripts without spaces are words all the same, and records written tightly have marks between their values.
    private static bool Ends(char c) => char.IsWhiteSpace(c) || c is ',' or ';' or ':' or '"' or '\'' or '{' or '}' or '[' or ']' or '(' or ')' or '<' or '>' or '|' || Scripts.IsUnspaced(c)
        || c is (>= '\u0E00' and <= '\u0EFF') or (>= '\u1000' and <= '\u109F') or (>= '\u1780' and <= '\u17FF') or (>= '\uAC00' and <= '\uD7AF');
}
