using System.Text;
using System.Text.RegularExpressions;
using Onebox.Documents.Recognition;

namespace Onebox.Documents.Pdf;

/// <summary>What a PDF's trailer says, by its bytes alone (ISO 32000-1, 7.5.5 and 7.5.8): it is never encrypted, nor is the dictionary of a cross-reference stream.</summary>
internal static partial class PdfTrailer
{
    /// <summary>Trailers stand at the end; those of files made for the web also at the start.</summary>
    private const int Looked = 256 * 1024;

    public static bool SaysEncrypted(Source source)
    {
        var length = (int)Math.Min(Looked, source.Length);
        if (Entry().IsMatch(Encoding.Latin1.GetString(source.Head(length)))) return true;
        if (source.Length <= Looked) return false;
        var end = new byte[length];
        source.Content.Position = source.Length - length;
        source.Content.ReadExactly(end);
        source.Content.Position = 0;
        return Entry().IsMatch(Encoding.Latin1.GetString(end));
    }

    [GeneratedRegex(@"/Encrypt\s*(\d{1,10}\s+\d{1,5}\s+R\b|<<)", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Entry();
}
