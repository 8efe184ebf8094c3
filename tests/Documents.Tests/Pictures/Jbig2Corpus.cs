using System.Globalization;
using System.Text;
using Onebox.Documents.Pictures.Jbig2;
using SkiaSharp;

namespace Onebox.Documents.Tests.Pictures;

/// <summary>Makes the corpus's JBIG2 pages from its scans; run it with <c>-explicit only</c> to write them anew.</summary>
public sealed class Jbig2Corpus
{
    [Fact(Explicit = true)]
    public void WriteAnew()
    {
        var folder = Testing.Checkout.Corpus;
        var english = Page("handbook.en.scan.png");
        var (shapes, letters) = Letters(english);
        var (shared, text) = Jbig2Writer.Text(english.Width, english.Height, shapes, letters);
        File.WriteAllBytes(Path.Combine(folder, "scan.en.jbig2.pdf"), Pdf(english, text, shared));
        var chinese = Page("handbook.zh.scan.png");
        File.WriteAllBytes(Path.Combine(folder, "scan.zh.jbig2.pdf"), Pdf(chinese, Jbig2Writer.Page(chinese, typical: true), []));
    }

    private static Bilevel Page(string name)
    {
        using var scan = SKBitmap.Decode(CorpusFile.Bytes(name));
        var page = new Bilevel(scan.Width, scan.Height);
        for (var y = 0; y < scan.Height; y++)
            for (var x = 0; x < scan.Width; x++) page.Pixels[(y * scan.Width) + x] = (byte)(scan.GetPixel(x, y).Red < 140 ? 1 : 0);
        return page;
    }

    /// <summary>Black pixels that touch are a letter; equal ones are one shape.</summary>
    private static (List<Bilevel> Shapes, List<(int X, int Y, int Shape)> Letters) Letters(Bilevel page)
    {
        var seen = new bool[page.Pixels.Length];
        Dictionary<string, int> known = new(StringComparer.Ordinal);
        List<Bilevel> shapes = [];
        List<(int X, int Y, int Shape)> letters = [];
        for (var start = 0; start < seen.Length; start++)
        {
            if (seen[start] || page.Pixels[start] == 0) continue;
            var pixels = Touching(page, seen, start);
            var (left, top, right, bottom) = (pixels.Min(p => p % page.Width), pixels.Min(p => p / page.Width), pixels.Max(p => p % page.Width), pixels.Max(p => p / page.Width));
            var shape = new Bilevel(right - left + 1, bottom - top + 1);
            foreach (var p in pixels) shape.Pixels[(((p / page.Width) - top) * shape.Width) + (p % page.Width) - left] = 1;
            var key = $"{shape.Width} {Convert.ToHexString(shape.Pixels)}";
            if (!known.TryGetValue(key, out var number))
            {
                known[key] = number = shapes.Count;
                shapes.Add(shape);
            }

            letters.Add((left, top, number));
        }

        return (shapes, [.. letters.OrderBy(l => l.Y).ThenBy(l => l.X)]);
    }

    private static List<int> Touching(Bilevel page, bool[] seen, int start)
    {
        List<int> pixels = [start];
        seen[start] = true;
        for (var i = 0; i < pixels.Count; i++)
            for (var dy = -1; dy <= 1; dy++)
                for (var dx = -1; dx <= 1; dx++)
                {
                    var (x, y) = ((pixels[i] % page.Width) + dx, (pixels[i] / page.Width) + dy);
                    if (page.At(x, y) == 0 || seen[(y * page.Width) + x]) continue;
                    seen[(y * page.Width) + x] = true;
                    pixels.Add((y * page.Width) + x);
                }

        return pixels;
    }

    /// <summary>A page of A4 that is one picture.</summary>
    private static byte[] Pdf(Bilevel page, byte[] data, byte[] shared)
    {
        var file = new List<byte>(Encoding.ASCII.GetBytes("%PDF-1.4\n"));
        List<int> places = [];
        void Put(string head, byte[]? stream = null)
        {
            places.Add(file.Count);
            file.AddRange(Encoding.ASCII.GetBytes($"{places.Count} 0 obj\n{head}\n"));
            if (stream is not null) file.AddRange([.. "stream\n"u8, .. stream, .. "\nendstream\n"u8]);
            file.AddRange("endobj\n"u8);
        }

        var draw = "q 595 0 0 842 0 0 cm /Im0 Do Q"u8.ToArray();
        Put("<< /Type /Catalog /Pages 2 0 R >>");
        Put("<< /Type /Pages /Count 1 /Kids [3 0 R] >>");
        Put("<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Resources << /XObject << /Im0 4 0 R >> >> /Contents 5 0 R >>");
        var parameters = shared.Length > 0 ? " /DecodeParms << /JBIG2Globals 6 0 R >>" : "";
        Put(string.Create(CultureInfo.InvariantCulture, $"<< /Type /XObject /Subtype /Image /Width {page.Width} /Height {page.Height} /ColorSpace /DeviceGray /BitsPerComponent 1 /Filter /JBIG2Decode{parameters} /Length {data.Length} >>"), data);
        Put(string.Create(CultureInfo.InvariantCulture, $"<< /Length {draw.Length} >>"), draw);
        if (shared.Length > 0) Put(string.Create(CultureInfo.InvariantCulture, $"<< /Length {shared.Length} >>"), shared);
        var table = file.Count;
        file.AddRange(Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"xref\n0 {places.Count + 1}\n0000000000 65535 f \n{string.Concat(places.Select(p => $"{p:D10} 00000 n \n"))}trailer\n<< /Size {places.Count + 1} /Root 1 0 R >>\nstartxref\n{table}\n%%EOF\n")));
        return [.. file];
    }
}
