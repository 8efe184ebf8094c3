using System.Buffers;
using System.Text;

namespace Onebox.Datasets.Preparing.Steps;

/// <summary>
/// One way of writing the same: Unicode's normal form (https://unicode.org/reports/tr15/), no control and zero-width characters, single
/// kinds of space and line end; and UTF-8 that was once read as Windows-1252 is read right.
/// </summary>
internal sealed class UnicodeStep(StepSettings settings) : IRowStep
{
    private static readonly SearchValues<char> Mojibake = SearchValues.Create("ÃÂâÐÑÎÏ");

    private readonly NormalizationForm _form = settings.OneOf("form", "NFC", "NFC", "NFKC") == "NFKC" ? NormalizationForm.FormKC : NormalizationForm.FormC;
    private readonly bool _mend = settings.Flag("mend", true);

    private static readonly Encoding Western = CodePagesEncodingProvider.Instance.GetEncoding(1252, EncoderFallback.ExceptionFallback, DecoderFallback.ExceptionFallback)!;
    private static readonly UTF8Encoding Strict = new(false, throwOnInvalidBytes: true);

    public StepResult Apply(DatasetRow row)
    {
        var mended = false;
        var now = RowEdit.Texts(row, text =>
        {
            if (_mend && Mend(text) is { } right)
            {
                mended = true;
                text = right;
            }

            return Clean(text);
        });
        return ReferenceEquals(now, row) ? StepResult.Kept(row) : StepResult.Changed(now, mended ? "encoding mended" : "normalised");
    }

    /// <summary>The text whose UTF-8 bytes these characters are in Windows-1252; null when they are not.</summary>
    internal static string? Mend(string text)
    {
        if (text.AsSpan().IndexOfAny(Mojibake) < 0) return null;
        try
        {
            var right = Strict.GetString(Western.GetBytes(text));
            return right.Length < text.Length ? right : null;
        }
        catch (Exception error) when (error is EncoderFallbackException or DecoderFallbackException)
        {
            return null;
        }
    }

    private string Clean(string text)
    {
        if (IsClean(text)) return text;
        var clean = new StringBuilder(text.Length);
        foreach (var c in text.ReplaceLineEndings("\n").Normalize(_form))
        {
            if (c is '\u00A0' or '\u2007' or '\u202F') clean.Append(' ');
            else if (!IsUnseen(c)) clean.Append(c);
        }

        return clean.ToString();
    }

    private bool IsClean(string text)
    {
        foreach (var c in text)
        {
            if (c == '\r' || c is '\u00A0' or '\u2007' or '\u202F' or '\u0085' or '\u2028' or '\u2029' or '\f' || IsUnseen(c)) return false;
        }

        // Lone surrogates have no normal form; readers have replaced them already.
        return text.IsNormalized(_form);
    }

    /// <summary>Controls and zero-width characters; joiners stay: Persian, Hindi and emoji need them.</summary>
    private static bool IsUnseen(char c) => c is (< ' ' and not ('\t' or '\n')) or (>= '\u007F' and <= '\u009F') or '\u200B' or '\u2060' or '\uFEFF' or '\u00AD' or (>= '\u202A' and <= '\u202E') or (>= '\u2066' and <= '\u2069');
}
