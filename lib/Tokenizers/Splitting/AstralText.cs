using System.Globalization;
using System.Text;

namespace Onebox.Tokenizers.Splitting;

/// <summary>Text with one UTF-16 unit for each code point, for expressions that judge characters by category.</summary>
internal static class AstralText
{
    /// <summary>The text itself where all of it is in the basic plane; else a copy, with where each of its characters (and its end) lies in the text.</summary>
    public static ReadOnlySpan<char> Collapse(ReadOnlySpan<char> text, out int[]? offsets)
    {
        offsets = null;
        if (text.IndexOfAnyInRange('\uD800', '\uDFFF') < 0)
            return text;
        var chars = new char[text.Length];
        var map = new int[text.Length + 1];
        var (count, at) = (0, 0);
        while (at < text.Length)
        {
            map[count] = at;
            Rune.DecodeFromUtf16(text[at..], out var rune, out var used);
            chars[count++] = used == 1 && rune.Value < 0x10000 ? text[at] : Stand(Rune.GetUnicodeCategory(rune));
            at += used;
        }

        map[count] = text.Length;
        offsets = map;
        return chars.AsSpan(0, count);
    }

    /// <summary>A rare character of the basic plane for each category that occurs beyond it.</summary>
    private static char Stand(UnicodeCategory category) => category switch
    {
        UnicodeCategory.UppercaseLetter => '\uA7B6',
        UnicodeCategory.LowercaseLetter => '\uA7B7',
        UnicodeCategory.OtherLetter => '\uA4D0',
        UnicodeCategory.ModifierLetter => '\uA717',
        UnicodeCategory.NonSpacingMark => '\uA6F0',
        UnicodeCategory.SpacingCombiningMark => '\uA9C0',
        UnicodeCategory.EnclosingMark => '\u20DD',
        UnicodeCategory.DecimalDigitNumber => '\uA8D0',
        UnicodeCategory.LetterNumber => '\uA6E6',
        UnicodeCategory.OtherNumber => '\u3220',
        UnicodeCategory.OtherPunctuation => '\uA6F2',
        UnicodeCategory.DashPunctuation => '\u2E3A',
        UnicodeCategory.ConnectorPunctuation => '\u203F',
        UnicodeCategory.MathSymbol => '\u2A00',
        UnicodeCategory.ModifierSymbol => '\uA700',
        UnicodeCategory.OtherSymbol => '\u2600',
        UnicodeCategory.Format => '\u2060',
        UnicodeCategory.PrivateUse => '\uE000',
        // Not assigned, and lone halves.
        _ => '\uFFFE',
    };
}
