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

/// <param name="Width">Of the upright picture, in pixels.</param>
/// <param name="Height">In pixels.</param>
/// <param name="Rotation">Clockwise degrees by which the picture was turned to be upright: 0, 90, 180, 270.</param>
/// <param name="Lines">What was read.</param>
public sealed record OcrPage(int Width, int Height, int Rotation, IReadOnlyList<OcrLine> Lines);

/// <param name="Text">Never empty.</param>
/// <param name="Confidence">From 0 to 1, the mean over the characters.</param>
/// <param name="X">Left, in pixels of the upright picture.</param>
/// <param name="Y">Top.</param>
/// <param name="Width">In pixels.</param>
/// <param name="Height">In pixels.</param>
public sealed record OcrLine(string Text, double Confidence, double X, double Y, double Width, double Height);
