using System.Xml.Linq;
using MimeKit;
using Onebox.Documents.Html;
using Onebox.Documents.Packages;
using Onebox.Documents.Text;

namespace Onebox.Documents.Word;

/// <summary>A file of another format that Word takes in when it opens the document: programs which make documents from web pages write nothing else.</summary>
internal static class WordChunk
{
    private const int Most = 64 << 20;

    public static void Read(WordDocument document, XElement chunk)
    {
        if (document.Part(chunk.Value("id"), "/aFChunk") is not { } part || document.Package.Zip.Bytes(part, Most) is not { } bytes) return;
        var ending = Path.GetExtension(part).ToLowerInvariant();
        var html = ending switch
        {
            ".htm" or ".html" or ".xhtml" => WebPageParser.Decode(bytes),
            ".mht" or ".mhtml" => Page(bytes, document),
            _ => null,
        };
        if (html is not null) WebPageParser.Read(html, document.Reading, document.Pages.Current, wholePage: false);
        else if (ending == ".txt") document.Reading.Add(new ParagraphBlock(TextContent.Decode(bytes).Trim()) { Page = document.Pages.Current });
        else document.Reading.Warn($"A file inside it was not read: {Path.GetFileName(part)}.");
    }

    private static string? Page(byte[] bytes, WordDocument document)
    {
        using var content = new MemoryStream(bytes);
        using var page = MimeMessage.Load(content, document.Reading.Budget.Cancellation);
        return page.HtmlBody;
    }
}
