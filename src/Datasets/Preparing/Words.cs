using System.Globalization;

namespace Onebox.Datasets.Preparing;

/// <summary>Cuts text into words: runs of letters, digits and marks; of scripts that write without spaces, each character by itself.</summary>
internal static class Words
{
    public static List<Range> Of(ReadOnlySpan<char> text)
    {
        var words = new List<Range>(text.Length / 5);
        var start = -1;
        for (var i = 0; i < text.Length; i++)
        {
            var alone = IsAlone(text[i]);
            if (!alone && IsPart(text[i]))
            {
                if (start < 0) start = i;
                continue;
            }

            if (start >= 0) words.Add(start..i);
            start = -1;
            if (alone) words.Add(i..(i + 1));
        }

        if (start >= 0) words.Add(start..text.Length);
        return words;
    }

    /// <summary>Han, kana, Thai, Lao, Khmer, Myanmar.</summary>
    public static bool IsAlone(char c) => c is >= '\u3040' and <= '\u30FF' or >= '\u3400' and <= '\u9FFF' or >= '\uF900' and <= '\uFAFF' or >= '\u0E00' and <= '\u0EFF' or >= '\u1780' and <= '\u17FF' or >= '\u1000' and <= '\u109F';

    private static bool IsPart(char c) => char.IsLetterOrDigit(c) || char.IsSurrogate(c) || char.GetUnicodeCategory(c) is UnicodeCategory.NonSpacingMark or UnicodeCategory.SpacingCombiningMark;
}
