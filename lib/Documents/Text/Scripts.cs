namespace Onebox.Documents.Text;

/// <summary>What kind of writing a character belongs to, where that decides about spaces.</summary>
internal static class Scripts
{
    /// <summary>Chinese and Japanese characters and their punctuation: lines are joined without a space between them.</summary>
    public static bool IsUnspaced(char c) =>
        c is (>= '\u2E80' and <= '\u9FFF') or (>= '\uF900' and <= '\uFAFF') or (>= '\uFE30' and <= '\uFE4F') or (>= '\uFF00' and <= '\uFFEF') || (char.IsSurrogate(c) && c is >= '\uD840' and <= '\uD888');

    /// <summary>What stands between two lines that are one sentence.</summary>
    public static string Between(ReadOnlySpan<char> before, ReadOnlySpan<char> after) =>
        before.IsEmpty || after.IsEmpty || (IsUnspaced(before[^1]) && IsUnspaced(after[0])) ? "" : " ";
}
