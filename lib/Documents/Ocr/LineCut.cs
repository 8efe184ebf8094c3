namespace Onebox.Documents.Ocr;

/// <summary>A line cut out of its page, straightened and brought to the height that the recogniser knows.</summary>
internal static class LineCut
{
    public const int Height = 48;
    public const int Widest = 3200;

    /// <returns>Grey pixels, 48 high.</returns>
    public static OcrImage Cut(OcrImage image, TextBox box)
    {
        var scale = box.Thickness / Height;
        var width = (int)Math.Clamp(Math.Round(box.Length / scale), 16, Widest);
        var along = box.Length / width;
        var gray = new byte[width * Height];
        var (sin, cos) = Math.SinCos(box.Angle);
        // Large letters are sampled more than once a pixel, or thin strokes fall between the samples.
        var samples = Math.Clamp((int)Math.Ceiling(scale), 1, 4);
        for (var y = 0; y < Height; y++)
        {
            for (var x = 0; x < width; x++)
            {
                var sum = 0.0;
                for (var j = 0; j < samples; j++)
                {
                    for (var i = 0; i < samples; i++)
                    {
                        var u = ((x + ((i + 0.5) / samples)) * along) - (box.Length / 2);
                        var v = ((y + ((j + 0.5) / samples)) * scale) - (box.Thickness / 2);
                        sum += Resize.At(image, box.X + (u * cos) - (v * sin) - 0.5, box.Y + (u * sin) + (v * cos) - 0.5);
                    }
                }

                gray[(y * width) + x] = (byte)(sum / (samples * samples));
            }
        }

        return new OcrImage(width, Height, gray);
    }
}
