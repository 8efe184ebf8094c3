using Onebox.Documents.Layout;
using Onebox.Documents.Ocr;
using Onebox.Documents.Recognition;

namespace Onebox.Documents.Pictures;

/// <summary>What OCR read on a picture, as glyphs and drawn lines in points.</summary>
internal sealed record PictureLayout(int Rotation, List<Glyph> Glyphs, Rules Rules)
{
    /// <param name="image">The page.</param>
    /// <param name="pointsPerPixel">How large it is printed.</param>
    /// <param name="left">Where its left edge is on the page, in points.</param>
    /// <param name="top">Where its top edge is.</param>
    /// <param name="reading">Has the engine and its time.</param>
    /// <returns>Null if the time for OCR is used up.</returns>
    public static PictureLayout? Read(OcrImage image, double pointsPerPixel, double left, double top, Reading reading)
    {
        var page = reading.Budget.Ocr(() => reading.Ocr!.Read(image, reading.Budget.Cancellation));
        if (page is null) return null;
        var glyphs = page.Lines.Select(l =>
        {
            var area = new Area(left + (l.X * pointsPerPixel), top + (l.Y * pointsPerPixel), left + ((l.X + l.Width) * pointsPerPixel), top + ((l.Y + l.Height) * pointsPerPixel));
            // A box that OCR finds is a little larger than the letters in it.
            var size = area.Height * 0.8;
            return new Glyph(l.Text, area, area.Bottom - (0.2 * area.Height), size, Bold: false, Mono: false, l.Confidence);
        }).ToList();
        return new PictureLayout(page.Rotation, glyphs, PictureRules.Find(Rotated(image, page), pointsPerPixel, left, top));
    }

    private static OcrImage Rotated(OcrImage image, OcrPage page) => Pictures.Rotation.Turn(image, page.Rotation);
}
