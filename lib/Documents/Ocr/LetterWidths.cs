using Onebox.Documents.Text;

namespace Onebox.Documents.Ocr;

/// <summary>
/// How wide text is in sizes of its font, for an ordinary sans-serif face. A line's width by this is a steadier measure of its font's size than the height of its box, which
/// depends on whether letters reach up or down.
/// </summary>
internal static class LetterWidths
{
    public static double Of(string text)
    {
        var width = 0.0;
        foreach (var c in text) width += Of(c);
        return width;
    }

    private static double Of(char c) => c switch
    {
        _ when Scripts.IsUnspaced(c) => 1,
        'i' or 'j' or 'l' or '\'' or '|' => 0.22,
        ' ' or 't' or 'f' or 'I' or '.' or ',' or ':' or ';' or '!' or '/' or '\\' or '[' or ']' => 0.28,
        'r' or '-' or '(' or ')' or '"' => 0.34,
        'm' or 'M' => 0.83,
        'W' or '%' or '@' => 0.92,
        'w' => 0.72,
        >= 'A' and <= 'Z' => 0.69,
        'c' or 'k' or 's' or 'v' or 'x' or 'y' or 'z' or 'J' => 0.5,
        _ => 0.556,
    };
}
