namespace Onebox.Documents.Ocr;

/// <summary>Reads a line: the network gives, for each step along it, how likely each character is; CTC makes the text of them.</summary>
internal sealed class TextRecognizer(OcrModel model, string[] characters)
{
    private const int Narrowest = 320;

    /// <returns>The line's characters with their places along it, in pixels of the cut.</returns>
    public CtcText Read(OcrImage line)
    {
        // Shorter lines than those it was trained on are filled up.
        var width = Math.Max(Narrowest, (line.Width + 31) / 32 * 32);
        var data = new float[3 * LineCut.Height * width];
        for (var c = 0; c < 3; c++)
            for (var y = 0; y < LineCut.Height; y++)
                for (var x = 0; x < line.Width; x++)
                    data[(((c * LineCut.Height) + y) * width) + x] = (line.Gray[(y * line.Width) + x] / 127.5f) - 1;
        var (scores, shape) = model.Run(data, [1, 3, LineCut.Height, width]);
        return CtcText.Decode(scores, (int)shape[1], (int)shape[2], characters, (double)width / shape[1]);
    }
}
