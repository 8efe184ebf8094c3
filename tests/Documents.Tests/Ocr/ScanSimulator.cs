using SkiaSharp;

namespace Onebox.Documents.Tests.Ocr;

/// <summary>What an office scanner makes of a clean page: it lies askew, is not quite sharp, and has specks.</summary>
internal static class ScanSimulator
{
    /// <param name="png">The clean page.</param>
    /// <param name="degrees">Turned clockwise.</param>
    /// <param name="noise">Standard deviation of grey values.</param>
    /// <param name="format">How it is stored.</param>
    public static byte[] Scan(byte[] png, double degrees, double noise, SKEncodedImageFormat format = SKEncodedImageFormat.Jpeg)
    {
        using var clean = SKBitmap.Decode(png);
        var quarter = Math.Abs(degrees) % 180 > 45 && Math.Abs(degrees) % 180 < 135;
        using var page = new SKBitmap(quarter ? clean.Height : clean.Width, quarter ? clean.Width : clean.Height, SKColorType.Bgra8888, SKAlphaType.Opaque);
        using (var canvas = new SKCanvas(page))
        {
            canvas.Clear(new SKColor(250, 249, 246));
            canvas.Translate(page.Width / 2f, page.Height / 2f);
            canvas.RotateDegrees((float)degrees);
            canvas.Translate(-clean.Width / 2f, -clean.Height / 2f);
            using var image = SKImage.FromBitmap(clean);
            canvas.DrawImage(image, 0, 0, new SKSamplingOptions(SKFilterMode.Linear, SKMipmapMode.None));
        }

        var random = new Random(7);
        var pixels = page.GetPixelSpan();
        for (var i = 0; i < pixels.Length; i += 4)
        {
            var change = (int)((random.NextDouble() + random.NextDouble() + random.NextDouble() - 1.5) * 2 * noise);
            for (var c = 0; c < 3; c++) pixels[i + c] = (byte)Math.Clamp(pixels[i + c] + change, 0, 255);
        }

        using var data = page.Encode(format, 85);
        return data.ToArray();
    }
}
