namespace Onebox.Documents.Ocr;

/// <summary>How far a page leans, and the page set straight.</summary>
internal static class Skew
{
    private const double Smallest = 0.1 * Math.PI / 180;
    private const double Largest = 20 * Math.PI / 180;

    /// <returns>Radians, clockwise: the median of long lines' angles by their lengths; 0 if they lie straight.</returns>
    public static double Of(List<TextBox> boxes)
    {
        var lines = boxes.Where(b => b.Length > 4 * b.Thickness).OrderBy(b => b.Angle).ToList();
        if (lines.Count == 0) return 0;
        var half = lines.Sum(b => b.Length) / 2;
        foreach (var line in lines)
        {
            half -= line.Length;
            if (half <= 0) return Math.Abs(line.Angle) is > Smallest and < Largest ? line.Angle : 0;
        }

        return 0;
    }

    /// <summary>Turned about its middle, in its old size, white where nothing was.</summary>
    public static OcrImage Straightened(OcrImage image, double radians)
    {
        var gray = new byte[image.Width * image.Height];
        var (sin, cos) = Math.SinCos(radians);
        var (cx, cy) = ((image.Width - 1) / 2.0, (image.Height - 1) / 2.0);
        for (var y = 0; y < image.Height; y++)
        {
            var dy = y - cy;
            for (var x = 0; x < image.Width; x++)
            {
                var dx = x - cx;
                gray[(y * image.Width) + x] = (byte)Resize.At(image, cx + (dx * cos) - (dy * sin), cy + (dx * sin) + (dy * cos));
            }
        }

        return new OcrImage(image.Width, image.Height, gray);
    }
}
