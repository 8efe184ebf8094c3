using System.IO.Compression;
using System.Text;

namespace Onebox.Testing.Mixed;

/// <summary>Files that are broken, locked or made to harm. Each must fail alone, with a reason.</summary>
public static class PoisonedFiles
{
    /// <summary>How many there are.</summary>
    public const int Count = 24;

    private const string Entities = "<!DOCTYPE x [<!ENTITY a \"ha\"><!ENTITY b \"&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;\"><!ENTITY c \"&b;&b;&b;&b;&b;&b;&b;&b;&b;&b;\"><!ENTITY d \"&c;&c;&c;&c;&c;&c;&c;&c;&c;&c;\"><!ENTITY e \"&d;&d;&d;&d;&d;&d;&d;&d;&d;&d;\"><!ENTITY f \"&e;&e;&e;&e;&e;&e;&e;&e;&e;&e;\">]>";

    internal static IReadOnlyList<(string Name, string Poison, Func<byte[]> Bytes)> All(string corpus, Random random)
    {
        byte[] Corpus(string name) => File.ReadAllBytes(Path.Combine(corpus, name));
        byte[] Noise(int length, byte[]? start = null)
        {
            var bytes = new byte[length];
            random.NextBytes(bytes);
            start?.CopyTo(bytes, 0);
            return bytes;
        }

        // The first eight are a small folder's: one of each kind of harm.
        return
        [
            ("bomb.docx", "zip bomb: 300 MiB of spaces", () => OfficeParts.Word(new string(' ', 300 << 20))),
            ("entities.docx", "XML entities that grow tenfold five times", () => OfficeParts.Zip(OfficeParts.Relations("", ("r", "officeDocument", "word/document.xml")), ("word/document.xml", $"{Entities}<w:document xmlns:w=\"w\"><w:body><w:p><w:r><w:t>&f;</w:t></w:r></w:p></w:body></w:document>"))),
            ("memory.png", "a picture of 9,900 × 9,900 pixels: 390 MiB unpacked", () => BlankPng.Make(9900, 9900)),
            ("locked.pdf", "encrypted PDF", () => Corpus("locked.pdf")),
            ("cut.xlsx", "cut off in the middle", () => Corpus("stock.en.xlsx")[..3000]),
            ("endless.pdf", "a page tree that contains itself", () => SimplePdf.Of(["<< /Type /Catalog /Pages 2 0 R >>", "<< /Type /Pages /Count 1000000 /Kids [2 0 R 2 0 R 2 0 R] >>"])),
            ("deep.docx", "tables 3,000 deep", () => OfficeParts.Word(string.Concat(Enumerable.Repeat("<w:tbl><w:tr><w:tc>", 3000)) + string.Concat(Enumerable.Repeat("</w:tc></w:tr></w:tbl>", 3000)))),
            ("noise.pdf", "noise behind the first bytes of a PDF", () => Noise(200_000, Encoding.ASCII.GetBytes("%PDF-1.7\n"))),

            ("bomb.xlsx", "zip bomb in a sheet", () => OfficeParts.Workbook($"<sheetData>{new string(' ', 200 << 20)}</sheetData>")),
            ("entities.xlsx", "XML entities in a sheet", () => OfficeParts.Zip(
                OfficeParts.Relations("", ("r1", "officeDocument", "xl/workbook.xml")),
                ("xl/workbook.xml", $"{Entities}<workbook xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\"><sheets><sheet name=\"&f;\" sheetId=\"1\"/></sheets></workbook>"))),
            ("cut.docx", "cut off in the middle", () => Corpus("handbook.en.docx")[..4000]),
            ("cut.pdf", "cut off at its beginning", () => Corpus("article.en.pdf")[..700]),
            ("torn.docx", "zeros in the middle of a part", () => Torn(Corpus("handbook.zh.docx"))),
            ("locked.docx", "encrypted Office file", () => LockedOffice.Make()),
            ("loop.pdf", "a picture of text that draws itself", () => SimplePdf.Of(
            [
                "<< /Type /Catalog /Pages 2 0 R >>", "<< /Type /Pages /Count 1 /Kids [3 0 R] >>",
                "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Resources << /XObject << /X 4 0 R >> >> /Contents 5 0 R >>",
                "<< /Type /XObject /Subtype /Form /BBox [0 0 595 842] /Resources << /XObject << /X 4 0 R >> >> /Length 11 >>\nstream\n/X Do /X Do\nendstream",
                "<< /Length 5 >>\nstream\n/X Do\nendstream",
            ])),
            ("program.pdf", "a program named as a PDF", () => Noise(50_000, [0x7F, (byte)'E', (byte)'L', (byte)'F', 2, 1, 1, 0])),
            ("archive.docx", "an archive of other files named as a Word file", () => OfficeParts.Zip(("readme.txt", "hello"), ("data.bin", "0101"))),
            ("empty.pdf", "no bytes", () => []),
            ("empty.txt", "no bytes", () => []),
            ("spaces.txt", "nothing but line ends", () => Encoding.ASCII.GetBytes(new string('\n', 5000))),
            ("ff.txt", "bytes of 0xFF", () => [.. Enumerable.Repeat((byte)0xFF, 100_000)]),
            ("noise.doc", "noise", () => Noise(80_000)),
            ("torn.png", "a picture cut off in its head", () => Corpus("label.zh.png")[..40]),
            ("pages.pdf", "a content stream that unpacks to 600 MiB", () => Unpacking(600 << 20)),
        ];
    }

    private static byte[] Torn(byte[] package)
    {
        Array.Clear(package, package.Length / 3, package.Length / 4);
        return package;
    }

    private static byte[] Unpacking(int size)
    {
        using var packed = new MemoryStream();
        using (var zip = new ZLibStream(packed, CompressionLevel.SmallestSize, leaveOpen: true))
        {
            var part = new byte[1 << 20];
            Array.Fill(part, (byte)' ');
            for (var i = 0; i < size / part.Length; i++) zip.Write(part);
        }

        return SimplePdf.Of(
        [
            "<< /Type /Catalog /Pages 2 0 R >>", "<< /Type /Pages /Count 1 /Kids [3 0 R] >>", "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R >>",
            $"<< /Length {packed.Length} /Filter /FlateDecode >>\nstream\n{Encoding.Latin1.GetString(packed.ToArray())}\nendstream",
        ]);
    }
}
