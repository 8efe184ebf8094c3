using System.Text;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using Onebox.Documents.Html;
using Onebox.Documents.Packages;
using Onebox.Documents.Recognition;
using Onebox.Documents.Text;

namespace Onebox.Documents.Books;

/// <summary>EPUB: chapters in the order of the spine; each is a page of the document.</summary>
internal sealed partial class BookParser : IFormatParser
{
    private const int MostChapter = 64 << 20;

    public void Parse(Source source, Reading reading)
    {
        using var zip = new ZipPackage(source.Content, reading.Budget, reading.Format.Name);
        CheckRights(zip, reading);
        var container = SafeXml.Load(zip.Open("META-INF/container.xml"), reading.Budget);
        var path = container.All("rootfile").FirstOrDefault().Value("full-path") ?? throw Refusals.Damaged(reading.Format.Name, "it does not say where its contents are.");
        var book = SafeXml.Load(zip.Open(path), reading.Budget) ?? throw Refusals.Damaged(reading.Format.Name, "its list of contents is missing.");
        Describe(book, reading);
        var folder = path[..(path.LastIndexOf('/') + 1)];
        var files = book.Child("manifest").Children("item").Where(i => i.Value("id") is not null).GroupBy(i => i.Value("id")!, StringComparer.Ordinal).ToDictionary(g => g.Key, g => g.First(), StringComparer.Ordinal);
        var chapter = 0;
        foreach (var entry in book.Child("spine").Children("itemref"))
        {
            if (entry.Value("idref") is not { } id || !files.TryGetValue(id, out var file) || file.Value("properties") is { } properties && properties.Split(' ').Contains("nav", StringComparer.Ordinal)) continue;
            if (zip.Bytes(ZipPackage.Resolve(folder, Uri.UnescapeDataString(file.Value("href") ?? "")), MostChapter) is not { } bytes) continue;
            chapter++;
            var html = EmptyElement().Replace((EncodingDetector.Detect(bytes) ?? Encoding.UTF8).GetString(bytes), "<${name}${rest}></${name}>");
            reading.Add(new Page(chapter, Name: Whitespace.Collapse(Title().Match(html).Groups["title"].Value) is { Length: > 0 } title ? title : null));
            WebPageParser.Read(html, reading, chapter, wholePage: false);
        }

        if (chapter == 0) throw Refusals.Damaged(reading.Format.Name, "none of its chapters could be found.");
    }

    // Fonts may be scrambled without a lock on the text.
    private static void CheckRights(ZipPackage zip, Reading reading)
    {
        var locked = SafeXml.Load(zip.Open("META-INF/encryption.xml"), reading.Budget).All("EncryptedData")
            .Any(d => d.Child("EncryptionMethod").Value("Algorithm") is not ("http://www.idpf.org/2008/embedding" or "http://ns.adobe.com/pdf/enc#RC"));
        if (locked || zip.Has("META-INF/rights.xml")) throw new DocumentRefusedException(RefusalReason.Encrypted, "The book is locked by its shop (DRM). Only the shop's own reader opens it.");
    }

    private static void Describe(XElement book, Reading reading)
    {
        var facts = book.Child("metadata");
        foreach (var (element, key) in ((string, string)[])[("title", "title"), ("creator", "author"), ("language", "language"), ("publisher", "publisher"), ("date", "created"), ("subject", "subject")])
            reading.Describe(key, facts.Child(element)?.Value);
    }

    // In XHTML <a id="x"/> is whole; an HTML parser would take all that follows into it.
    [GeneratedRegex(@"<(?<name>title|script|a|p|div|span|i|b|em|strong|td|th|style|iframe|h[1-6]|li)(?<rest>\s[^<>]*)?/>", RegexOptions.CultureInvariant | RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture, 2000)]
    private static partial Regex EmptyElement();

    [GeneratedRegex(@"<title[^>]*>(?<title>[^<]{0,300})</title>", RegexOptions.CultureInvariant | RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture, 2000)]
    private static partial Regex Title();
}
