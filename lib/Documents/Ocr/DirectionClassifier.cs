namespace Onebox.Documents.Ocr;

/// <summary>Tells lines that stand on their head.</summary>
internal sealed class DirectionClassifier(OcrModel model)
{
    private const int Width = 192;

    /// <returns>From 0 (upright) to 1 (turned by 180°).</returns>
    public double UpsideDown(OcrImage line)
    {
        var shown = Math.Min(Width, line.Width);
        var data = new float[3 * LineCut.Height * Width];
        for (var c = 0; c < 3; c++)
            for (var y = 0; y < LineCut.Height; y++)
                for (var x = 0; x < shown; x++)
                    data[(((c * LineCut.Height) + y) * Width) + x] = (line.Gray[(y * line.Width) + x] / 127.5f) - 1;
        var (scores, _) = model.Run(data, [1, 3, LineCut.Height, Width]);
        return scores[1];
    }
}
