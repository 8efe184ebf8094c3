using Onebox.Documents.Layout;
using Onebox.Documents.Ocr;
using Onebox.Documents.Pictures;
using Onebox.Documents.Recognition;
using UglyToad.PdfPig.Content;

namespace Onebox.Documents.Pdf;

/// <summary>Pages that are pictures of text.</summary>
internal static class PdfScan
{
    private const int FewGlyphs = 20;

    /// <summary>Pictures cover most of the page, and there is next to no text.</summary>
    public static bool Is(UglyToad.PdfPig.Content.Page page, List<Glyph> glyphs, List<(IPdfImage Image, Area Area)> images) =>
        glyphs.Count(g => !string.IsNullOrWhiteSpace(g.Text)) < FewGlyphs && images.Sum(i => Math.Max(0, i.Area.Width) * Math.Max(0, i.Area.Height)) > 0.4 * page.Width * page.Height;

    public static PageLayout Read(UglyToad.PdfPig.Content.Page page, List<Glyph> glyphs, List<(IPdfImage Image, Area Area)> images, Reading reading)
    {
        var (width, height) = (page.Width, page.Height);
        if (reading.Ocr is null) return Without(page, glyphs, reading, "Some pages are scans, and their text was not read: there is no OCR engine.");
        if (Picture(images, reading) is not { } picture) return Without(page, glyphs, reading, "Some pages are scans in a picture format that cannot be read here.");
        var scan = PictureLayout.Read(picture.Pixels, picture.Area.Width / picture.Pixels.Width, picture.Area.Left, picture.Area.Top, reading);
        if (scan is null) return Without(page, glyphs, reading, "Some pages were not read: the time for reading pictures is used up.");
        if (scan.Rotation is 90 or 270) (width, height) = (height, width);
        reading.Add(new Onebox.Documents.Page(page.Number, width, height, Rotation: scan.Rotation));
        scan.Glyphs.AddRange(glyphs);
        return PageLayout.Of(page.Number, width, height, scan.Glyphs, scan.Rules, [], []);
    }

    private static PageLayout Without(UglyToad.PdfPig.Content.Page page, List<Glyph> glyphs, Reading reading, string why)
    {
        reading.Warn(why);
        reading.Add(new Onebox.Documents.Page(page.Number, page.Width, page.Height, NeedsOcr: true));
        return PageLayout.Of(page.Number, page.Width, page.Height, glyphs, new Rules(), [], []);
    }

    // The largest picture; strips of one page, as some scanners write them, are put together.
    private static (OcrImage Pixels, Area Area)? Picture(List<(IPdfImage Image, Area Area)> images, Reading reading)
    {
        var largest = images.MaxBy(i => i.Area.Width * i.Area.Height);
        var strips = images.Where(i => Math.Abs(i.Area.Width - largest.Area.Width) < 2 && Math.Abs(i.Area.Left - largest.Area.Left) < 2 && i.Image.WidthInSamples == largest.Image.WidthInSamples).OrderBy(i => i.Area.Top).ToList();
        if (strips.Count < 2) return PdfImages.Pixels(largest.Image, reading) is { } whole ? (whole, largest.Area) : null;
        var parts = strips.Select(s => PdfImages.Pixels(s.Image, reading)).ToList();
        if (parts.Exists(p => p is null || p.Width != parts[0]!.Width)) return null;
        PictureDecoder.CheckSize(parts[0]!.Width, parts.Sum(p => (long)p!.Height), reading.Limits);
        return (new OcrImage(parts[0]!.Width, parts.Sum(p => p!.Height), parts.SelectMany(p => p!.Gray).ToArray()), Area.Of(strips.Select(s => s.Area)));
    }
}
