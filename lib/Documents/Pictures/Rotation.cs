using Onebox.Documents.Ocr;

namespace Onebox.Documents.Pictures;

/// <summary>Quarter turns.</summary>
internal static class Rotation
{
    /// <param name="image">The picture.</param>
    /// <param name="clockwise">0, 90, 180 or 270 degrees.</param>
    public static OcrImage Turn(OcrImage image, int clockwise)
    {
        var (w, h, source) = (image.Width, image.Height, image.Gray);
        if (clockwise == 0) return image;
        var turned = new byte[source.Length];
        if (clockwise == 180)
        {
            for (var i = 0; i < source.Length; i++) turned[^(i + 1)] = source[i];
            return new OcrImage(w, h, turned);
        }

        for (var y = 0; y < h; y++)
            for (var x = 0; x < w; x++)
                turned[clockwise == 90 ? (x * h) + (h - 1 - y) : ((w - 1 - x) * h) + y] = source[(y * w) + x];
        return new OcrImage(h, w, turned);
    }
}
