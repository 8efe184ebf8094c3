using System.IO.Compression;
using System.Text;

namespace Onebox.Testing.Mixed;

/// <summary>Office files and books from their parts, small and plain; and real ones with a little more in them.</summary>
public static class OfficeParts
{
    private const string Office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
    private static readonly DateTimeOffset Written = new(2026, 1, 2, 3, 4, 6, TimeSpan.Zero);

    public static byte[] Zip(params (string Name, string Text)[] parts) => Zip(parts.Select(p => (p.Name, Encoding.UTF8.GetBytes(p.Text))));

    public static byte[] Word(string body) => Zip(
        Relations("", ("r1", "officeDocument", "word/document.xml")),
        ("word/document.xml", $"<w:document xmlns:w=\"http://schemas.openxmlformats.org/wordprocessingml/2006/main\"><w:body>{body}</w:body></w:document>"));

    /// <summary>A Word file with one more paragraph at its end.</summary>
    public static byte[] WithParagraph(byte[] word, string text) => Changed(word, "word/document.xml", xml =>
    {
        var at = xml.LastIndexOf("<w:sectPr", StringComparison.Ordinal);
        return xml.Insert(at < 0 ? xml.LastIndexOf("</w:body>", StringComparison.Ordinal) : at, $"<w:p><w:r><w:t xml:space=\"preserve\">{text}</w:t></w:r></w:p>");
    });

    /// <summary>The same content in other bytes.</summary>
    public static byte[] Remarked(byte[] package, string remark) => Changed(package, "[Content_Types].xml", xml => $"{xml}<!-- {remark} -->");

    public static byte[] Workbook(IEnumerable<string[]> rows)
    {
        var sheet = string.Concat(rows.Select((row, r) => $"<row r=\"{r + 1}\">{string.Concat(row.Select((cell, c) => $"<c r=\"{(char)('A' + c)}{r + 1}\" t=\"inlineStr\"><is><t>{cell}</t></is></c>"))}</row>"));
        return Workbook($"<sheetData>{sheet}</sheetData>");
    }

    public static byte[] Workbook(string sheet) => Zip(
        Relations("", ("r1", "officeDocument", "xl/workbook.xml")),
        ("xl/workbook.xml", $"<workbook xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\" xmlns:r=\"{Office}\"><sheets><sheet name=\"Stock\" sheetId=\"1\" r:id=\"s1\"/></sheets></workbook>"),
        Relations("xl/workbook.xml", ("s1", "worksheet", "worksheets/sheet1.xml")),
        ("xl/worksheets/sheet1.xml", $"<worksheet xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\">{sheet}</worksheet>"));

    /// <param name="slides">Of each its title, then its lines.</param>
    public static byte[] Deck(params string[][] slides)
    {
        const string names = "xmlns:p=\"http://schemas.openxmlformats.org/presentationml/2006/main\" xmlns:a=\"http://schemas.openxmlformats.org/drawingml/2006/main\"";
        static string Box(string placeholder, int y, IEnumerable<string> lines) =>
            $"<p:sp><p:nvSpPr><p:nvPr>{placeholder}</p:nvPr></p:nvSpPr><p:spPr><a:xfrm><a:off x=\"500000\" y=\"{y}\"/><a:ext cx=\"8000000\" cy=\"900000\"/></a:xfrm></p:spPr><p:txBody>{string.Concat(lines.Select(l => $"<a:p><a:r><a:t>{l}</a:t></a:r></a:p>"))}</p:txBody></p:sp>";
        return Zip(
        [
            Relations("", ("r", "officeDocument", "ppt/presentation.xml")),
            ("ppt/presentation.xml", $"<p:presentation {names} xmlns:r=\"{Office}\"><p:sldIdLst>{string.Concat(slides.Select((_, i) => $"<p:sldId id=\"{256 + i}\" r:id=\"s{i}\"/>"))}</p:sldIdLst><p:sldSz cx=\"12192000\" cy=\"6858000\"/></p:presentation>"),
            Relations("ppt/presentation.xml", [.. slides.Select((_, i) => ($"s{i}", "slide", $"slides/slide{i}.xml"))]),
            .. slides.Select((slide, i) => ($"ppt/slides/slide{i}.xml", $"<p:sld {names}><p:cSld><p:spTree>{Box("<p:ph type=\"title\"/>", 300000, slide[..1])}{Box("", 1500000, slide[1..])}</p:spTree></p:cSld></p:sld>")),
        ]);
    }

    public static byte[] Book(string title, string text) => Zip(
        ("mimetype", "application/epub+zip"),
        ("META-INF/container.xml", "<container xmlns=\"urn:oasis:names:tc:opendocument:xmlns:container\"><rootfiles><rootfile full-path=\"book.opf\"/></rootfiles></container>"),
        ("book.opf", "<package xmlns=\"http://www.idpf.org/2007/opf\"><metadata/><manifest><item id=\"a\" href=\"a.xhtml\"/></manifest><spine><itemref idref=\"a\"/></spine></package>"),
        ("a.xhtml", $"<html xmlns=\"http://www.w3.org/1999/xhtml\"><body><h1>{title}</h1><p>{text}</p></body></html>"));

    /// <param name="part">Whose relations they are; empty for the package.</param>
    public static (string Name, string Text) Relations(string part, params (string Id, string Type, string Target)[] relations)
    {
        var slash = part.LastIndexOf('/') + 1;
        return ($"{part[..slash]}_rels/{part[slash..]}.rels",
            $"<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\">{string.Concat(relations.Select(r => $"<Relationship Id=\"{r.Id}\" Type=\"{Office}/{r.Type}\" Target=\"{r.Target}\"/>"))}</Relationships>");
    }

    private static byte[] Zip(IEnumerable<(string Name, byte[] Bytes)> parts)
    {
        using var stream = new MemoryStream();
        using (var zip = new ZipArchive(stream, ZipArchiveMode.Create, leaveOpen: true))
        {
            foreach (var (name, bytes) in parts)
            {
                var entry = zip.CreateEntry(name, CompressionLevel.Optimal);
                // The clock must not show in the bytes.
                entry.LastWriteTime = Written;
                using var to = entry.Open();
                to.Write(bytes);
            }
        }

        return stream.ToArray();
    }

    private static byte[] Changed(byte[] package, string part, Func<string, string> change)
    {
        using var zip = new ZipArchive(new MemoryStream(package), ZipArchiveMode.Read);
        return Zip(zip.Entries.Select(entry =>
        {
            using var bytes = new MemoryStream();
            using (var from = entry.Open()) from.CopyTo(bytes);
            return (entry.FullName, entry.FullName == part ? Encoding.UTF8.GetBytes(change(Encoding.UTF8.GetString(bytes.ToArray()))) : bytes.ToArray());
        }).ToList());
    }
}
