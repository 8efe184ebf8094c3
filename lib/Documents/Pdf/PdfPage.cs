using Onebox.Documents.Layout;
using Onebox.Documents.Recognition;
using UglyToad.PdfPig.Core;

namespace Onebox.Documents.Pdf;

/// <summary>One page's characters, lines, pictures and links in points from its top left corner.</summary>
internal static class PdfPage
{
    private const int MostGlyphs = 200_000;

    public static PageLayout Read(UglyToad.PdfPig.Content.Page page, PdfForms forms, Reading reading)
    {
        if (page.Letters.Count > MostGlyphs) throw Refusals.TooLarge($"Page {page.Number} has more than {MostGlyphs:N0} characters.");
        var glyphs = PdfGlyphs.Read(page);
        var images = PdfImages.Find(page);
        if (PdfScan.Is(page, glyphs, images)) return PdfScan.Read(page, glyphs, images, reading);
        reading.Add(new Onebox.Documents.Page(page.Number, page.Width, page.Height));
        forms.AddTo(glyphs, page);
        return PageLayout.Of(page.Number, page.Width, page.Height, glyphs, PdfRules.Read(page, reading.Budget), PdfImages.Figures(images, page, reading), Links(page));
    }

    public static Area ToArea(PdfRectangle rectangle, double pageHeight)
    {
        // Turned pictures have their corners in another order.
        var (x0, x1) = (Math.Min(rectangle.BottomLeft.X, rectangle.TopRight.X), Math.Max(rectangle.BottomLeft.X, rectangle.TopRight.X));
        var (y0, y1) = (Math.Min(rectangle.BottomLeft.Y, rectangle.TopRight.Y), Math.Max(rectangle.BottomLeft.Y, rectangle.TopRight.Y));
        return new Area(x0, pageHeight - y1, x1, pageHeight - y0);
    }

    private static List<(Area Area, string Target)> Links(UglyToad.PdfPig.Content.Page page)
    {
        try
        {
            return page.GetHyperlinks().Where(l => l.Uri is { Length: > 0 and < 2048 }).Take(2000).Select(l => (ToArea(l.Bounds, page.Height), l.Uri)).ToList();
        }
        catch (Exception thrown) when (thrown is not (OutOfMemoryException or DocumentRefusedException))
        {
            // A page with broken annotations still has its text.
            return [];
        }
    }
}
