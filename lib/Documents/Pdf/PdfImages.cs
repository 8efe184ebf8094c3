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
            if (reading.Ocr is not null && area.Width > 60 && area.Height > 20 && Bytes(image) is { } bytes)
            {
                var read = EmbeddedPicture.Read(bytes, reading, null, null);
                figure = figure with { Text = read.Text, Confidence = read.Confidence };
            }

            yield return new PlacedBlock(figure, area);
        }
    }

    /// <returns>Pixels; null if the picture is in a format that is not decoded here.</returns>
    public static OcrImage? Pixels(IPdfImage image, ParseLimits limits)
    {
        PictureDecoder.CheckSize(image.WidthInSamples, image.HeightInSamples, limits);
        return Bytes(image) is { } bytes ? PictureDecoder.Decode(bytes, limits) : null;
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
