namespace Onebox.Documents.Ocr;

/// <summary>Letters that the recogniser takes for digits of the same shape, inside numbers only: <c>16,0o0</c>.</summary>
internal static class DigitRepair
{
    public static string Repair(string word)
    {
        if (word.Length < 2 || !char.IsAsciiDigit(word[0]) || !word.AsSpan().ContainsAny('o', 'O')) return word;
        foreach (var c in word)
            if (!(char.IsAsciiDigit(c) || c is 'o' or 'O' or ',' or '.')) return word;
        return word.Replace('o', '0').Replace('O', '0');
    }
}
