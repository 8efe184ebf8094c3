using Onebox.Documents.Layout;
using Onebox.Documents.Ocr;
using Onebox.Documents.Recognition;

namespace Onebox.Documents.Pictures;

/// <summary>PNG, JPEG, WebP, GIF, BMP and TIFF (all its pages): read by OCR, laid out as a page of a PDF is.</summary>
internal sealed class PictureParser : IFormatParser
{
    private const double LongSide = 842;
    private const int PageLike = 1200;

    public void Parse(Source source, Reading reading)
    {
        var pages = new List<PageLayout>();
        var number = 0;
        foreach (var image in Pictures(source, reading))
        {
            number++;
            // A picture says little about its size on paper: a large one is a page, a small one a piece of a screen.
            var side = Math.Max(image.Width, image.Height);
            var scale = side >= PageLike ? LongSide / side : 0.75;
            if (reading.Ocr is null || PictureLayout.Read(image, scale, 0, 0, reading) is not { } read)
            {
                reading.Warn(reading.Ocr is null ? "Its text was not read: there is no OCR engine." : "Some pages were not read: the time for reading pictures is used up.");
                reading.Add(new Page(number, image.Width * scale, image.Height * scale, NeedsOcr: true));
                reading.Add(new FigureBlock(null, null, reading.Format.MimeType) { Page = number, Box = new Box(0, 0, image.Width * scale, image.Height * scale) });
                continue;
            }

            var (width, height) = read.Rotation is 90 or 270 ? (image.Height * scale, image.Width * scale) : (image.Width * scale, image.Height * scale);
            reading.Add(new Page(number, width, height, Rotation: read.Rotation));
            pages.Add(PageLayout.Of(number, width, height, read.Glyphs, read.Rules, [], []));
        }

        LayoutReader.Read(pages, reading);
    }

    private static IEnumerable<OcrImage> Pictures(Source source, Reading reading)
    {
        if (source.Head(4) is [0x49, 0x49, 0x2A, 0] or [0x4D, 0x4D, 0, 0x2A]) return TiffPages.Read(source.Content, reading);
        return [PictureDecoder.Decode(source.All(), reading.Limits) ?? throw Refusals.Damaged("picture", "its pixels cannot be decoded.")];
    }
}
