using Onebox.Documents.Ocr;
using Onebox.Documents.Recognition;
using SkiaSharp;

namespace Onebox.Documents.Pictures;

/// <summary>Encoded pictures → grey pixels, turned upright as their EXIF says, on white where they are transparent.</summary>
internal static class PictureDecoder
{
    /// <returns>Null if this is no picture that can be decoded.</returns>
    public static OcrImage? Decode(byte[] bytes, ParseLimits limits)
    {
        using var data = SKData.CreateCopy(bytes);
        using var codec = SKCodec.Create(data);
        if (codec is null) return null;
        var info = codec.Info;
        if (info.Width <= 0 || info.Height <= 0) return null;
        CheckSize(info.Width, info.Height, limits);
        using var bitmap = new SKBitmap(new SKImageInfo(info.Width, info.Height, SKColorType.Bgra8888, SKAlphaType.Premul));
        if (codec.GetPixels(bitmap.Info, bitmap.GetPixels()) is not (SKCodecResult.Success or SKCodecResult.IncompleteInput or SKCodecResult.ErrorInInput)) return null;
        return Turned(Gray(bitmap.GetPixelSpan(), info.Width, info.Height, bitmap.RowBytes), codec.EncodedOrigin);
    }

    public static void CheckSize(long width, long height, ParseLimits limits)
    {
        if (width * height > limits.MaxPixels) throw Refusals.TooLarge($"The picture has {width} × {height} pixels; the limit is {limits.MaxPixels / 1_000_000} million.");
    }

    private static OcrImage Gray(ReadOnlySpan<byte> bgra, int width, int height, int rowBytes)
    {
        var gray = new byte[width * height];
        for (var y = 0; y < height; y++)
        {
            var row = bgra.Slice(y * rowBytes, width * 4);
            for (var x = 0; x < width; x++)
            {
                var p = row.Slice(x * 4, 4);
                // Premultiplied: what is missing to full opacity is white paper.
                gray[(y * width) + x] = (byte)Math.Min(255, ((p[0] * 29) + (p[1] * 150) + (p[2] * 77) >> 8) + (255 - p[3]));
            }
        }

        return new OcrImage(width, height, gray);
    }

    private static OcrImage Turned(OcrImage image, SKEncodedOrigin origin) => origin switch
    {
        SKEncodedOrigin.BottomRight => Rotation.Turn(image, 180),
        SKEncodedOrigin.RightTop => Rotation.Turn(image, 90),
        SKEncodedOrigin.LeftBottom => Rotation.Turn(image, 270),
        _ => image,
    };
}
