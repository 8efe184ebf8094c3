using Onebox.Documents.Ocr;
using Onebox.Documents.Recognition;

namespace Onebox.Documents.Pictures;

/// <summary>A picture inside a document as a figure: its description and, with an engine, the words in it.</summary>
internal static class EmbeddedPicture
{
    // Icons and rules hold no words.
    private const int SmallestSide = 32;

    /// <param name="bytes">Null if the picture is not in the file.</param>
    /// <param name="reading">Knows the engine.</param>
    /// <param name="description">The author's.</param>
    /// <param name="part">Its name in the file.</param>
    public static FigureBlock Read(byte[]? bytes, Reading reading, string? description, string? part)
    {
        var figure = new FigureBlock(string.IsNullOrWhiteSpace(description) ? null : description.Trim(), null, MediaType(part), part);
        if (bytes is null || reading.Ocr is null) return figure;
        try
        {
            if (PictureDecoder.Decode(bytes, reading.Limits) is not { } image) return figure;
            var read = Read(image, reading);
            return figure with { Text = read.Text, Confidence = read.Confidence };
        }
        catch (DocumentRefusedException refusal) when (refusal.Reason is RefusalReason.TooLarge)
        {
            reading.Warn($"A picture was not read. {refusal.Message}");
            return figure;
        }
    }

    /// <summary>The words in pixels, in reading order; nothing without an engine.</summary>
    public static (string? Text, double? Confidence) Read(OcrImage image, Reading reading)
    {
        if (reading.Ocr is not { } ocr || image.Width < SmallestSide || image.Height < SmallestSide) return default;
        var page = reading.Budget.Ocr(() => ocr.Read(image, reading.Budget.Cancellation));
        if (page is null) reading.Warn("Some pictures were not read: the time for reading pictures is used up.");
        if (page is null or { Lines.Count: 0 }) return default;
        var lines = page.Lines.OrderBy(l => l.Y + (l.Height / 2)).ThenBy(l => l.X).ToList();
        return (string.Join('\n', lines.Select(l => l.Text)), lines.Average(l => l.Confidence));
    }

    private static string? MediaType(string? part) => Path.GetExtension(part ?? "").ToLowerInvariant() switch
    {
        ".png" => "image/png",
        ".jpg" or ".jpeg" => "image/jpeg",
        ".gif" => "image/gif",
        ".webp" => "image/webp",
        ".tif" or ".tiff" => "image/tiff",
        ".bmp" => "image/bmp",
        ".emf" => "image/emf",
        ".wmf" => "image/wmf",
        ".svg" => "image/svg+xml",
        _ => null,
    };
}
