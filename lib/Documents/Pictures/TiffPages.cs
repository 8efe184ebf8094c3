using BitMiracle.LibTiff.Classic;
using Onebox.Documents.Ocr;
using Onebox.Documents.Recognition;

namespace Onebox.Documents.Pictures;

/// <summary>Pages of a TIFF file, in whichever compression scanners and fax machines use.</summary>
internal static class TiffPages
{
    public static IEnumerable<OcrImage> Read(Stream content, Reading reading)
    {
        content.Position = 0;
        SilentTiff.Use();
        using var tiff = Tiff.ClientOpen("picture", "r", content, new KeepsOpen()) ?? throw Refusals.Damaged("TIFF picture", "its directory is broken.");
        var number = 0;
        var more = true;
        while (more)
        {
            reading.Budget.CheckTime();
            reading.Budget.CountPage(++number);
            yield return Page(tiff, reading.Limits) ?? throw Refusals.Damaged("TIFF picture", $"page {number} cannot be decoded.");
            more = tiff.ReadDirectory();
        }
    }

    private static OcrImage? Page(Tiff tiff, ParseLimits limits)
    {
        var (width, height) = (tiff.GetField(TiffTag.IMAGEWIDTH)?[0].ToInt() ?? 0, tiff.GetField(TiffTag.IMAGELENGTH)?[0].ToInt() ?? 0);
        if (width <= 0 || height <= 0) return null;
        PictureDecoder.CheckSize(width, height, limits);
        var pixels = new int[width * height];
        if (!tiff.ReadRGBAImageOriented(width, height, pixels, Orientation.TOPLEFT)) return null;
        var gray = new byte[pixels.Length];
        for (var i = 0; i < pixels.Length; i++)
        {
            var p = pixels[i];
            gray[i] = (byte)Math.Min(255, (((Tiff.GetR(p) * 77) + (Tiff.GetG(p) * 150) + (Tiff.GetB(p) * 29)) >> 8) + (255 - Tiff.GetA(p)));
        }

        return new OcrImage(width, height, gray);
    }

    /// <summary>The stream is its owner's.</summary>
    private sealed class KeepsOpen : TiffStream
    {
        public override void Close(object clientData)
        {
        }
    }
}
