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
        var glyphs = new List<Glyph>();
        foreach (var line in page.Lines)
        {
            var (y0, y1) = (top + (line.Y * pointsPerPixel), top + ((line.Y + line.Height) * pointsPerPixel));
            // A box that OCR finds is a little larger than the letters in it.
            var size = (y1 - y0) * 0.75;
            var baseline = y1 - (0.25 * (y1 - y0));
            foreach (var word in line.Words)
            {
                var area = new Area(left + (word.Left * pointsPerPixel), y0, left + (word.Right * pointsPerPixel), y1);
                if (word != line.Words[0]) glyphs.Add(new Glyph(" ", area with { Right = area.Left }, baseline, size, Bold: false, Mono: false));
                glyphs.Add(new Glyph(word.Text, area, baseline, size, Bold: false, Mono: false, line.Confidence));
            }
        }

        return new PictureLayout(page.Rotation, glyphs, PictureRules.Find(page.Upright, pointsPerPixel, left, top));
    }
}
