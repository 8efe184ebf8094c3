namespace Onebox.Documents.Tests.Books;

public sealed class BookParserTests
{
    internal static byte[] Book => ZipFiles.Make(
        ("mimetype", "application/epub+zip"),
        ("META-INF/container.xml", "<container xmlns=\"urn:oasis:names:tc:opendocument:xmlns:container\"><rootfiles><rootfile full-path=\"OEBPS/book.opf\"/></rootfiles></container>"),
        ("OEBPS/book.opf", "<package xmlns=\"http://www.idpf.org/2007/opf\" xmlns:dc=\"http://purl.org/dc/elements/1.1/\"><metadata><dc:title>Pumps</dc:title><dc:creator>Li</dc:creator></metadata><manifest><item id=\"nav\" href=\"nav.xhtml\" properties=\"nav\"/><item id=\"b\" href=\"c2.xhtml\"/><item id=\"a\" href=\"c%201.xhtml\"/></manifest><spine><itemref idref=\"nav\"/><itemref idref=\"a\"/><itemref idref=\"b\"/></spine></package>"),
        ("OEBPS/nav.xhtml", "<html><body><p>contents</p></body></html>"),
        ("OEBPS/c 1.xhtml", "<?xml version=\"1.0\"?><html xmlns=\"http://www.w3.org/1999/xhtml\"><head><title>One</title></head><body><h1><a id=\"x\"/>First</h1><p>Text one.</p></body></html>"),
        ("OEBPS/c2.xhtml", "<html><head><title/></head><body><h1>Second</h1><p>Text two.</p></body></html>"));

    [Fact]
    public async Task Chapters_ComeInTheOrderOfTheSpine()
    {
        var document = await Parsing.ParseAsync("pumps.epub", Book);
        Assert.Equal(["First", "Text one.", "Second", "Text two."], document.Blocks.Select(b => b.ToText()));
        Assert.Equal([1, 1, 2, 2], document.Blocks.Select(b => b.Page));
        Assert.Equal(("Pumps", "Li", "One"), (document.Metadata["title"], document.Metadata["author"], document.Pages[0].Name));
    }

    [Fact]
    public async Task ChaptersBesideTheFolderOfTheList_AreFound()
    {
        var book = ZipFiles.Make(
            ("mimetype", "application/epub+zip"),
            ("META-INF/container.xml", "<container xmlns=\"urn:oasis:names:tc:opendocument:xmlns:container\"><rootfiles><rootfile full-path=\"OEBPS/content.opf\"/></rootfiles></container>"),
            ("OEBPS/content.opf", "<package xmlns=\"http://www.idpf.org/2007/opf\"><manifest><item id=\"a\" href=\"../text/one.xhtml\"/><item id=\"b\" href=\"./two.xhtml\"/></manifest><spine><itemref idref=\"a\"/><itemref idref=\"b\"/></spine></package>"),
            ("text/one.xhtml", "<html><body><p>Text one.</p></body></html>"),
            ("OEBPS/two.xhtml", "<html><body><p>Text two.</p></body></html>"));
        Assert.Equal(["Text one.", "Text two."], (await Parsing.ParseAsync("book.epub", book)).Blocks.Select(b => b.ToText()));
    }
}
