using System.Text.RegularExpressions;

namespace Onebox.Documents.Layout;

/// <summary>How the first and last characters of a text tell what it is: an item, a numbered heading, a note, a caption, the end of a sentence.</summary>
internal static partial class BlockMarks
{
    public static bool EndsSentence(string text) => text.TrimEnd('"', '”', '’', ')', '）', '」') is { Length: > 0 } t && t[^1] is '.' or '!' or '?' or ':' or '。' or '！' or '？' or '：' or ';' or '；' or '؟' or '؛' or '۔';

    [GeneratedRegex(@"^(?<marker>[-–—](?!-|[A-Za-z]\b)|[•‣◦▪■□●○·➢✓\uF0B7\uF0A7]|\*(?!/)|\d{1,3}[.)](?!\d)|\d{1,2}、|[(（]\d{1,3}[)）]|[a-z][.)](?=\s)|[A-Z]\)(?=\s)|[ivx]{1,5}[.)](?=\s)|[①-⑳]|[一二三四五六七八九十]{1,3}、|o(?=\s))\s*(?<text>\S.*)$", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture | RegexOptions.Singleline, 1000)]
    public static partial Regex ItemStart();

    /// <summary>What a command's help begins a line with.</summary>
    [GeneratedRegex(@"^(-[A-Za-z]\b|--[a-z])", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, 1000)]
    public static partial Regex Option();

    [GeneratedRegex(@"^\d{1,2}(\.\d{1,2})*\.?\s", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, 1000)]
    public static partial Regex NumberedHeading();

    [GeneratedRegex(@"^(?<marker>\d{1,3}|\*{1,3}|†|‡)[.)]?\s*(?<text>\S.*)$", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture | RegexOptions.Singleline, 1000)]
    public static partial Regex Note();

    [GeneratedRegex(@"^(figure|fig\.|table|tab\.|abb\.|abbildung|tabelle|图|表|圖)\s*\d", RegexOptions.CultureInvariant | RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture, 1000)]
    public static partial Regex Caption();
}
