namespace Onebox.Documents.Ocr;

/// <summary>
/// Finds lines of text: PP-OCRv4's network tells for each pixel how likely it is the core of a line (Liao et al., "Real-time Scene Text Detection with Differentiable
/// Binarization", 2019); connected cores become leaning rectangles, grown back to the whole line.
/// </summary>
internal sealed class TextDetector(OcrModel model)
{
    private const double LongestSide = 1600;
    private const double CoreThreshold = 0.3;
    private const double BoxThreshold = 0.5;
    private const double Unclip = 1.6;
    private const double ThinnestCore = 3;
    private const double LetterLike = 1.8;
    private const int MostBoxes = 3000;

    /// <returns>Boxes in the image's pixels.</returns>
    public List<TextBox> Find(OcrImage image, CancellationToken cancellation)
    {
        var scale = Math.Min(1, LongestSide / Math.Max(image.Width, image.Height));
        // The network halves five times.
        var (w, h) = (Math.Max(32, (int)Math.Round(image.Width * scale / 32) * 32), Math.Max(32, (int)Math.Round(image.Height * scale / 32) * 32));
        var (probability, shape) = model.Run(Input(image, w, h), [1, 3, h, w]);
        cancellation.ThrowIfCancellationRequested();
        var (outHeight, outWidth) = ((int)shape[^2], (int)shape[^1]);
        var (sx, sy) = ((double)image.Width / outWidth, (double)image.Height / outHeight);
        var boxes = new List<TextBox>();
        foreach (var (pixels, score) in Cores(probability, outWidth, outHeight))
        {
            if (boxes.Count >= MostBoxes) break;
            if (score < BoxThreshold) continue;
            var core = MinAreaBox.Around(pixels);
            if (core.Length < LetterLike * core.Thickness) core = MinAreaBox.Upright(pixels);
            if (Math.Min(core.Length, core.Thickness) < ThinnestCore) continue;
            var grow = core.Length * core.Thickness * Unclip / (2 * (core.Length + core.Thickness));
            var box = core with { Length = core.Length + (2 * grow), Thickness = core.Thickness + (2 * grow) };
            boxes.Add(Stretched(box, sx, sy));
        }

        return boxes;
    }

    // The page may be stretched a little to whole multiples of 32.
    private static TextBox Stretched(TextBox box, double sx, double sy)
    {
        var (sin, cos) = Math.SinCos(box.Angle);
        var along = Math.Sqrt((cos * sx * cos * sx) + (sin * sy * sin * sy));
        var across = Math.Sqrt((sin * sx * sin * sx) + (cos * sy * cos * sy));
        return new TextBox(box.X * sx, box.Y * sy, box.Length * along, box.Thickness * across, Math.Atan2(sin * sy, cos * sx));
    }

    private static float[] Input(OcrImage image, int w, int h)
    {
        var small = Resize.To(image, w, h);
        var data = new float[3 * w * h];
        // ImageNet's means and deviations, as the network was trained.
        ReadOnlySpan<(float Mean, float Deviation)> norms = [(0.485f, 0.229f), (0.456f, 0.224f), (0.406f, 0.225f)];
        for (var c = 0; c < 3; c++)
        {
            var (mean, deviation) = norms[c];
            var plane = data.AsSpan(c * w * h, w * h);
            for (var i = 0; i < plane.Length; i++) plane[i] = ((small[i] / 255f) - mean) / deviation;
        }

        return data;
    }

    // Eight-connected regions above the threshold: their outline pixels and their mean probability.
    private static IEnumerable<(List<(double X, double Y)> Outline, double Score)> Cores(float[] probability, int w, int h)
    {
        var seen = new bool[w * h];
        var stack = new Stack<int>();
        for (var start = 0; start < probability.Length; start++)
        {
            if (seen[start] || probability[start] < CoreThreshold) continue;
            var outline = new List<(double, double)>();
            var sum = 0.0;
            var count = 0;
            seen[start] = true;
            stack.Push(start);
            while (stack.TryPop(out var at))
            {
                var (x, y) = (at % w, at / w);
                sum += probability[at];
                count++;
                var inner = true;
                for (var dy = -1; dy <= 1; dy++)
                {
                    for (var dx = -1; dx <= 1; dx++)
                    {
                        var (nx, ny) = (x + dx, y + dy);
                        if (nx < 0 || ny < 0 || nx >= w || ny >= h || probability[(ny * w) + nx] < CoreThreshold)
                        {
                            inner = false;
                            continue;
                        }

                        var next = (ny * w) + nx;
                        if (seen[next]) continue;
                        seen[next] = true;
                        stack.Push(next);
                    }
                }

                if (!inner) outline.Add((x, y));
            }

            if (count >= 6) yield return (outline, sum / count);
        }
    }
}
