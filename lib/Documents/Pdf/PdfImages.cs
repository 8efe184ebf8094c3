using Onebox.Documents.Layout;
using Onebox.Documents.Ocr;
using Onebox.Documents.Pictures;
using Onebox.Documents.Recognition;
using UglyToad.PdfPig.Content;

namespace Onebox.Documents.Pdf;

/// <summary>The pictures of a page.</summary>
internal static class PdfImages
{
    private const double SmallestSide = 24;
    private const int MostFigures = 200;

    public static List<(IPdfImage Image, Area Area)> Find(UglyToad.PdfPig.Content.Page page)
    {
        try
        {
            return page.GetImages().Where(i => !i.IsImageMask || i.BoundingBox.Width > page.Width / 2).Take(2000).Select(i => (i, PdfPage.ToArea(i.BoundingBox, page.Height))).ToList();
        }
        catch (Exception thrown) when (thrown is not (OutOfMemoryException or DocumentRefusedException))
        {
            return [];
        }
    }

    public static IEnumerable<PlacedBlock> Figures(List<(IPdfImage Image, Area Area)> images, UglyToad.PdfPig.Content.Page page, Reading reading)
    {
        var number = 0;
        foreach (var (image, area) in images.Where(i => i.Area.Width >= SmallestSide && i.Area.Height >= SmallestSide && i.Area.Width * i.Area.Height < 0.9 * page.Width * page.Height).Take(MostFigures))
        {
            number++;
            var figure = new FigureBlock(null, null, IsJpeg(image) ? "image/jpeg" : null, $"page{page.Number}/image{number}") { Box = area.ToBox() };
            if (reading.Ocr is not null && area.Width > 60 && area.Height > 20 && TryPixels(image, reading) is { } pixels)
            {
                var read = EmbeddedPicture.Read(pixels, reading);
                figure = figure with { Text = read.Text, Confidence = read.Confidence };
            }

            yield return new PlacedBlock(figure, area);
        }
    }

    /// <returns>Pixels; null if the picture is damaged, or in a format that is not decoded here.</returns>
    public static OcrImage? Pixels(IPdfImage image, Reading reading)
    {
        PictureDecoder.CheckSize(image.WidthInSamples, image.HeightInSamples, reading.Limits);
        try
        {
            return PdfScanFormats.Decode(image, reading.Budget) ?? (Bytes(image) is { } bytes ? PictureDecoder.Decode(bytes, reading.Limits) : null);
        }
        catch (Exception thrown) when (thrown is InvalidDataException or ArithmeticException or IndexOutOfRangeException or ArgumentException)
        {
            return null;
        }
    }

    /// <summary>A picture amid text that is too large costs the page nothing but itself.</summary>
    private static OcrImage? TryPixels(IPdfImage image, Reading reading)
    {
        try
        {
            return Pixels(image, reading);
        }
        catch (DocumentRefusedException refusal) when (refusal.Reason is RefusalReason.TooLarge)
        {
            reading.Warn($"A picture was not read. {refusal.Message}");
            return null;
        }
    }

    private static bool IsJpeg(IPdfImage image) => image.RawBytes.Length > 2 && image.RawBytes[0] == 0xFF && image.RawBytes[1] == 0xD8;

    private static byte[]? Bytes(IPdfImage image)
    {
        try
        {
            return IsJpeg(image) ? image.RawBytes.ToArray() : image.TryGetPng(out var png) ? png : null;
        }
        catch (Exception thrown) when (thrown is not (OutOfMemoryException or DocumentRefusedException))
        {
            return null;
        }
    }
}
