using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using Onebox.Documents.Recognition;

namespace Onebox.Documents.Pdf;

/// <summary>What a PDF's trailer says, by its bytes alone (ISO 32000-1, 7.5.5 and 7.5.8): it is never encrypted, nor is the dictionary of a cross-reference stream.</summary>
internal static partial class PdfTrailer
{
    /// <summary>Trailers stand at the end; those of files made for the web also at the start.</summary>
    private const int Looked = 256 * 1024;

    private const int WidestField = 16;

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

    /// <summary>
    /// A cross-reference stream whose fields are wider than any number: PdfPig puts them on the stack as wide as the file says, and the process ends there and then. Looked for in the
    /// whole file, for each of these streams names the next.
    /// </summary>
    public static bool HasMonstrousFields(Source source, Budget budget)
    {
        const int Overlap = 4096;
        var window = new byte[(1 << 20) + Overlap];
        source.Content.Position = 0;
        var kept = 0;
        int read;
        while ((read = source.Content.ReadAtLeast(window.AsSpan(kept), window.Length - kept, throwOnEndOfStream: false)) > 0)
        {
            budget.CheckTime();
            var filled = kept + read;
            for (var at = 0; window.AsSpan(at, filled - at).IndexOf("/XRef"u8) is var next and >= 0; at += next + 5)
                if (IsMonstrous(Encoding.Latin1.GetString(window, Math.Max(0, at + next - (Overlap / 2)), Math.Min(filled, at + next + (Overlap / 2)) - Math.Max(0, at + next - (Overlap / 2))))) return true;
            kept = Math.Min(Overlap, filled);
            window.AsSpan(filled - kept, kept).CopyTo(window);
        }

        source.Content.Position = 0;
        return false;
    }

    private static bool IsMonstrous(string around) => Fields().Matches(around).Any(m => m.Groups["width"].Captures.Any(w => w.Length > 2 || int.Parse(w.ValueSpan, CultureInfo.InvariantCulture) > WidestField));

    /// <summary>The widths in a dictionary that is a cross-reference stream's: fonts have widths of their own under the same name.</summary>
    [GeneratedRegex(@"<<(?=(?:(?!endobj|stream).){0,2000}/XRef)(?:(?!endobj|stream).){0,2000}?/W\s*\[(\s*(?<width>\d{1,40}))+\s*\]", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture | RegexOptions.Singleline, 1000)]
    private static partial Regex Fields();

    [GeneratedRegex(@"/Encrypt\s*(\d{1,10}\s+\d{1,5}\s+R\b|<<)", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Entry();
}
