using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using Onebox.Tokenizers.Splitting;

namespace Onebox.Tokenizers.Normalizing;

/// <summary>Replaces each match of a pattern by a text.</summary>
internal sealed class Replace(Regex pattern, string with) : INormalizer
{
    public Text Normalize(Text text)
    {
        var output = new StringBuilder();
        var map = new List<int>();
        var last = 0;
        try
        {
            foreach (var match in pattern.EnumerateMatches(text.Value))
            {
                Keep(match.Index);
                output.Append(with);
                map.AddRange(Enumerable.Repeat(match.Index, with.Length));
                last = match.Index + match.Length;
            }
        }
        catch (RegexMatchTimeoutException e)
        {
            throw new TokenizerException($"The tokenizer's pattern '{pattern}' takes too long on this text.", e);
        }

        if (last == 0 && output.Length == 0)
            return text;
        Keep(text.Value.Length);
        return text.Rewritten(output.ToString(), [.. map]);

        void Keep(int until)
        {
            output.Append(text.Value, last, until - last);
            map.AddRange(Enumerable.Range(last, until - last));
        }
    }
}

/// <summary>Puts a text before every text that is not empty.</summary>
internal sealed class Prepend(string what) : INormalizer
{
    public Text Normalize(Text text) => text.Value.Length == 0 ? text
        : text.Rewritten(what + text.Value, [.. Enumerable.Repeat(0, what.Length), .. Enumerable.Range(0, text.Value.Length)]);
}

/// <summary>White space off the ends.</summary>
internal sealed class Strip(bool left, bool right) : INormalizer
{
    public Text Normalize(Text text)
    {
        var (from, to) = (0, text.Value.Length);
        while (left && from < to && char.IsWhiteSpace(text.Value[from]))
            from++;
        while (right && to > from && char.IsWhiteSpace(text.Value[to - 1]))
            to--;
        return to - from == text.Value.Length ? text : text.Rewritten(text.Value[from..to], [.. Enumerable.Range(from, to - from)]);
    }
}

/// <summary>Character by character: lower case, or without combining marks.</summary>
internal sealed class EachRune(Func<Rune, string?> change) : INormalizer
{
    public static EachRune Lowercase { get; } = new(r => r.Value == 0x130 ? "i\u0307" : Rune.ToLowerInvariant(r).ToString());

    public static EachRune StripAccents { get; } = new(r => Rune.GetUnicodeCategory(r) == UnicodeCategory.NonSpacingMark ? null : r.ToString());

    public Text Normalize(Text text)
    {
        var output = new StringBuilder(text.Value.Length);
        var map = new List<int>(text.Value.Length);
        var at = 0;
        foreach (var rune in text.Value.EnumerateRunes())
        {
            var changed = change(rune) ?? "";
            output.Append(changed);
            map.AddRange(Enumerable.Repeat(at, changed.Length));
            at += rune.Utf16SequenceLength;
        }

        return text.Rewritten(output.ToString(), [.. map]);
    }
}
