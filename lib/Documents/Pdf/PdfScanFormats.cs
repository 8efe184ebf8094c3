using Onebox.Documents.Ocr;
using Onebox.Documents.Pictures.Jbig2;
using Onebox.Documents.Pictures.Jpeg2000;
using Onebox.Documents.Recognition;
using UglyToad.PdfPig;
using UglyToad.PdfPig.Content;
using UglyToad.PdfPig.Tokens;

namespace Onebox.Documents.Pdf;

/// <summary>The two picture formats that scanners write into PDFs and PdfPig does not read: JBIG2 and JPEG 2000.</summary>
internal static class PdfScanFormats
{
    private static readonly NameToken Parameters = NameToken.Create("DecodeParms");
    private static readonly NameToken Shared = NameToken.Create("JBIG2Globals");

    /// <returns>Pixels as they are seen; null if it is in another format.</returns>
    /// <exception cref="InvalidDataException">It is damaged.</exception>
    public static OcrImage? Decode(IPdfImage image, Budget budget)
    {
        var pixels = Filter(image.ImageDictionary) switch
        {
            "JBIG2Decode" => Grey(Jbig2Decoder.Decode(image.RawMemory, Globals(image.ImageDictionary, budget), image.HeightInSamples, Jbig2Limits.Of(budget))),
            "JPXDecode" => Jpeg2000Decoder.Decode(image.RawMemory, budget),
            _ => null,
        };
        // A picture may say that its colours are the other way round; a mask paints where it is 0.
        if (pixels is not null && image.Decode is [> 0, 0, ..])
            for (var i = 0; i < pixels.Gray.Length; i++) pixels.Gray[i] = (byte)(255 - pixels.Gray[i]);
        return pixels;
    }

    private static string? Filter(DictionaryToken dictionary) =>
        dictionary.TryGet(NameToken.Filter, out var filter) ? filter switch
        {
            NameToken name => name.Data,
            ArrayToken { Data: [NameToken name] } => name.Data,
            _ => null,
        } : null;

    private static ReadOnlyMemory<byte> Globals(DictionaryToken dictionary, Budget budget)
    {
        if (!dictionary.TryGet(Parameters, out var token)) return default;
        var parameters = token as DictionaryToken ?? (token is ArrayToken { Data: [DictionaryToken first, ..] } ? first : null);
        return parameters is not null && parameters.TryGet(Shared, out var shared) && shared is StreamToken stream ? stream.Decode(new BoundedFilters(budget)) : default;
    }

    // In JBIG2 1 is black.
    private static OcrImage Grey(Bilevel picture)
    {
        var gray = picture.Pixels;
        for (var i = 0; i < gray.Length; i++) gray[i] = (byte)(gray[i] == 0 ? 255 : 0);
        return new OcrImage(picture.Width, picture.Height, gray);
    }
}
