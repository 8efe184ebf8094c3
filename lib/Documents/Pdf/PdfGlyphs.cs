using Onebox.Documents.Layout;
using UglyToad.PdfPig.Content;
using UglyToad.PdfPig.Core;

namespace Onebox.Documents.Pdf;

/// <summary>PdfPig's letters as glyphs: upright, on the page, visible.</summary>
internal static class PdfGlyphs
{
    public static List<Glyph> Read(UglyToad.PdfPig.Content.Page page)
    {
        var letters = page.Letters;
        var visible = letters.Where(l => !IsHidden(l)).ToList();
        // A scan with an invisible text layer: the layer is all the text that there is.
        var used = visible.Count(l => !string.IsNullOrWhiteSpace(l.Value)) >= letters.Count / 10 ? visible : letters.ToList();
        var turn = Turn(used);
        var glyphs = new List<Glyph>(used.Count);
        foreach (var letter in used)
            if (Make(letter, page, turn) is { } glyph) glyphs.Add(glyph);
        return glyphs;
    }

    private static bool IsHidden(Letter letter) => letter.RenderingMode is TextRenderingMode.Neither or TextRenderingMode.NeitherClip;

    // Pages set on their side without saying so: most letters tell.
    private static TextOrientation Turn(List<Letter> letters)
    {
        if (letters.Count == 0) return TextOrientation.Horizontal;
        var most = letters.GroupBy(l => l.TextOrientation).MaxBy(g => g.Count())!;
        return most.Key is TextOrientation.Rotate90 or TextOrientation.Rotate270 or TextOrientation.Rotate180 && most.Count() > letters.Count / 2 ? most.Key : TextOrientation.Horizontal;
    }

    private static Glyph? Make(Letter letter, UglyToad.PdfPig.Content.Page page, TextOrientation turn)
    {
        var text = Clean(letter.Value);
        if (text.Length == 0 || (letter.TextOrientation != turn && letter.TextOrientation != TextOrientation.Other && !string.IsNullOrWhiteSpace(text) && letter.TextOrientation != TextOrientation.Horizontal)) return null;
        var size = Size(letter);
        var (start, end, width, height) = (letter.StartBaseLine, letter.EndBaseLine, page.Width, page.Height);
        double left, right, baseline;
        switch (turn)
        {
            case TextOrientation.Rotate90:
                (left, right, baseline) = (height - Math.Max(start.Y, end.Y), height - Math.Min(start.Y, end.Y), width - start.X);
                break;
            case TextOrientation.Rotate270:
                (left, right, baseline) = (Math.Min(start.Y, end.Y), Math.Max(start.Y, end.Y), start.X);
                break;
            case TextOrientation.Rotate180:
                (left, right, baseline) = (width - Math.Max(start.X, end.X), width - Math.Min(start.X, end.X), start.Y);
                break;
            default:
                (left, right, baseline) = (Math.Min(start.X, end.X), Math.Max(start.X, end.X), height - start.Y);
                if (baseline < -size || baseline > height + size || right < -size || left > width + size) return null;
                break;
        }

        if (!double.IsFinite(left + right + baseline) || size is <= 0 or > 2000) return null;
        var name = letter.FontName ?? "";
        return new Glyph(text, new Area(left, baseline - (0.78 * size), Math.Max(right, left + (0.05 * size)), baseline + (0.22 * size)), baseline, size, IsBold(letter, name), IsMono(name));
    }

    private static double Size(Letter letter)
    {
        if (letter.PointSize is > 1 and < 500) return letter.PointSize;
        var box = letter.BoundingBox.Height;
        return box > 0 ? box * 1.4 : 10;
    }

    private static bool IsBold(Letter letter, string name) =>
        letter.FontDetails is { IsBold: true } or { Weight: >= 600 } || name.Contains("Bold", StringComparison.OrdinalIgnoreCase) || name.Contains("Black", StringComparison.OrdinalIgnoreCase) || name.Contains("Heavy", StringComparison.OrdinalIgnoreCase)
        || letter.RenderingMode == TextRenderingMode.FillThenStroke;

    private static bool IsMono(string name) =>
        name.Contains("Mono", StringComparison.OrdinalIgnoreCase) || name.Contains("Courier", StringComparison.OrdinalIgnoreCase) || name.Contains("Consol", StringComparison.OrdinalIgnoreCase) || name.Contains("Menlo", StringComparison.OrdinalIgnoreCase);

    // Ligatures come as one character; controls and characters without meaning as such.
    private static string Clean(string? value)
    {
        if (string.IsNullOrEmpty(value)) return "";
        if (value.Length == 1 && value[0] is > ' ' and < '\u007F') return value;
        var text = new System.Text.StringBuilder();
        foreach (var c in value)
        {
            if (c is '\u00A0' or '\u3000' || char.IsWhiteSpace(c)) text.Append(' ');
            else if (c is >= '\uFB00' and <= '\uFB06') text.Append(c switch { '\uFB00' => "ff", '\uFB01' => "fi", '\uFB02' => "fl", '\uFB03' => "ffi", '\uFB04' => "ffl", _ => "st" });
            // Arabic letters in the shapes that they have within a word, Hebrew ones with a point.
            else if (c is (>= '\uFB1D' and <= '\uFDFB') or (>= '\uFE70' and <= '\uFEFC')) text.Append(c.ToString().Normalize(System.Text.NormalizationForm.FormKC));
            else if (c is >= '\u2E80' and <= '\u2EFF') text.Append(Radicals.ToCharacter(c));
            else if (c is >= '\u2F00' and <= '\u2FD5' or >= '\uF900' and <= '\uFAFF') text.Append(c.ToString().Normalize(System.Text.NormalizationForm.FormKC));
            else if (!char.IsControl(c) && c is not ('\u200B' or '\uFEFF' or '\uFFFE')) text.Append(c);
        }

        return text.ToString();
    }
}
