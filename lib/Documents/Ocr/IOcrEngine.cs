namespace Onebox.Documents.Ocr;

/// <summary>Reads text in pictures. The parser takes it by this interface, for the engine is native code and lives in worker processes only.</summary>
public interface IOcrEngine
{
    /// <param name="image">Pixels of a page or picture.</param>
    /// <param name="cancellation">Looked at between lines.</param>
    /// <returns>Lines in no particular order, in pixels of the upright picture.</returns>
    OcrPage Read(OcrImage image, CancellationToken cancellation);
}

/// <param name="Width">In pixels.</param>
/// <param name="Height">In pixels.</param>
/// <param name="Gray">Row by row from the top left, one byte a pixel, 0 is black: what is read is ink, not colour.</param>
public sealed record OcrImage(int Width, int Height, byte[] Gray);

/// <param name="Upright">The picture turned and deskewed, dark on light: what the lines' places refer to.</param>
/// <param name="Rotation">Clockwise degrees by which the picture was turned: 0, 90, 180, 270.</param>
/// <param name="Lines">What was read.</param>
public sealed record OcrPage(OcrImage Upright, int Rotation, IReadOnlyList<OcrLine> Lines);

/// <summary>One line of text, in pixels of the upright picture.</summary>
/// <param name="Text">Never empty.</param>
/// <param name="Confidence">From 0 to 1, the mean over the characters.</param>
/// <param name="X">Left.</param>
/// <param name="Y">Top.</param>
/// <param name="Width">In pixels.</param>
/// <param name="Height">In pixels.</param>
/// <param name="Words">The text's words with their left and right edges.</param>
public sealed record OcrLine(string Text, double Confidence, double X, double Y, double Width, double Height, IReadOnlyList<OcrWord> Words);

/// <param name="Text">Without spaces.</param>
/// <param name="Left">In pixels of the upright picture.</param>
/// <param name="Right">In pixels of the upright picture.</param>
public sealed record OcrWord(string Text, double Left, double Right);
