namespace Onebox.Evaluation.Scoring;

/// <summary>Scripts that are written without spaces between words.</summary>
internal static class Scripts
{
    /// <summary>True for a letter that counts as a word: CJK ideographs, kana and Thai.</summary>
    public static bool StandsAlone(char c) => c is (>= '\u4E00' and <= '\u9FFF') or (>= '\u3400' and <= '\u4DBF') or (>= '\u3040' and <= '\u30FF') or (>= '\u0E01' and <= '\u0E5B');
}
