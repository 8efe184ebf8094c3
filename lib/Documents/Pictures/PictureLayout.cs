using Onebox.Documents.Layout;
using Onebox.Documents.Ocr;
using Onebox.Documents.Recognition;
using Onebox.Documents.Text;

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
            var size = Size(line, y1 - y0, pointsPerPixel);
            var baseline = y1 - (0.25 * (y1 - y0));
            OcrWord? before = null;
            foreach (var word in line.Words)
            {
                var area = new Area(left + (word.Left * pointsPerPixel), y0, left + (word.Right * pointsPerPixel), y1);
                // It begins before the word, or the order from left to right might put it behind.
                if (before is not null && !Scripts.IsUnspaced(before.Text[^1]) && !Scripts.IsUnspaced(word.Text[0]))
                    glyphs.Add(new Glyph(" ", area with { Left = Math.Min(left + (before.Right * pointsPerPixel), area.Left) - 0.01, Right = area.Left }, baseline, size, Bold: false, Mono: false));
                glyphs.Add(new Glyph(word.Text, area, baseline, size, Bold: false, Mono: false, line.Confidence));
                before = word;
            }
        }

        return new PictureLayout(page.Rotation, glyphs, Lines(page.Upright, pointsPerPixel, left, top));
    }

    private static Rules Lines(OcrImage upright, double pointsPerPixel, double left, double top)
    {
        var rules = new Rules();
        var found = PictureRules.Find(upright);
        foreach (var rule in found.Across) rules.AddAcross(top + (rule.At * pointsPerPixel), left + (rule.From * pointsPerPixel), left + (rule.To * pointsPerPixel));
        foreach (var rule in found.Down) rules.AddDown(left + (rule.At * pointsPerPixel), top + (rule.From * pointsPerPixel), top + (rule.To * pointsPerPixel));
        return rules;
    }

    // A box that OCR finds is a little larger than the letters in it; a long line's width tells more.
    private static double Size(OcrLine line, double height, double pointsPerPixel)
    {
        var ems = LetterWidths.Of(line.Text);
        var byHeight = height * 0.75;
        if (ems < 2 || line.Words.Count == 0) return byHeight;
        var byWidth = (line.Words[^1].Right - line.Words[0].Left) * pointsPerPixel / ems;
        return Math.Clamp(byWidth, 0.6 * byHeight, 1.4 * byHeight);
    }
}
