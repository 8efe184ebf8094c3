namespace Onebox.Documents.Ocr;

/// <summary>Sampling of grey pictures.</summary>
internal static class Resize
{
    /// <summary>Smaller by the mean over each pixel's area, larger by interpolation.</summary>
    public static byte[] To(OcrImage image, int w, int h)
    {
        var result = new byte[w * h];
        var (sx, sy) = ((double)image.Width / w, (double)image.Height / h);
        if (sx <= 1.2 && sy <= 1.2)
        {
            for (var y = 0; y < h; y++)
                for (var x = 0; x < w; x++)
                    result[(y * w) + x] = (byte)At(image, ((x + 0.5) * sx) - 0.5, ((y + 0.5) * sy) - 0.5);
            return result;
        }

        for (var y = 0; y < h; y++)
        {
            var (y0, y1) = ((int)(y * sy), Math.Max((int)(y * sy) + 1, (int)((y + 1) * sy)));
            for (var x = 0; x < w; x++)
            {
                var (x0, x1) = ((int)(x * sx), Math.Max((int)(x * sx) + 1, (int)((x + 1) * sx)));
                var sum = 0;
                for (var v = y0; v < y1 && v < image.Height; v++)
                    for (var u = x0; u < x1 && u < image.Width; u++) sum += image.Gray[(v * image.Width) + u];
                result[(y * w) + x] = (byte)(sum / ((y1 - y0) * (x1 - x0)));
            }
        }

        return result;
    }

    /// <summary>Between four pixels; white beyond the edges.</summary>
    public static double At(OcrImage image, double x, double y)
    {
        var (x0, y0) = ((int)Math.Floor(x), (int)Math.Floor(y));
        var (fx, fy) = (x - x0, y - y0);
        return (((Pixel(image, x0, y0) * (1 - fx)) + (Pixel(image, x0 + 1, y0) * fx)) * (1 - fy)) + (((Pixel(image, x0, y0 + 1) * (1 - fx)) + (Pixel(image, x0 + 1, y0 + 1) * fx)) * fy);
    }

    private static int Pixel(OcrImage image, int x, int y)
    {
        if (x < -1 || y < -1 || x > image.Width || y > image.Height) return 255;
        return image.Gray[(Math.Clamp(y, 0, image.Height - 1) * image.Width) + Math.Clamp(x, 0, image.Width - 1)];
    }
}
