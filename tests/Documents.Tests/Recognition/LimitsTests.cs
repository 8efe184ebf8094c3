using System.IO.Compression;
using System.Text;

namespace Onebox.Documents.Tests.Recognition;

/// <summary>Files made to harm are refused with the reason, in time.</summary>
public sealed class LimitsTests
{
    [Fact]
    public async Task ZipBomb_IsRefusedBeforeItUnpacks()
    {
        using var stream = new MemoryStream();
        using (var zip = new ZipArchive(stream, ZipArchiveMode.Create, leaveOpen: true))
        {
            using var entry = zip.CreateEntry("word/document.xml", CompressionLevel.SmallestSize).Open();
            var zeros = new byte[1 << 20];
            Array.Fill(zeros, (byte)' ');
            for (var i = 0; i < 64; i++) entry.Write(zeros);
        }

        Assert.Equal(RefusalReason.Expands, (await Parsing.RefuseAsync("bomb.docx", stream.ToArray())).Reason);
    }

    [Fact]
    public async Task BombInASheet_IsRefused()
    {
        var refusal = await Parsing.RefuseAsync("bomb.xlsx", Excel.ExcelParserTests.Book(new string(' ', 40 << 20)));
        Assert.Equal(RefusalReason.Expands, refusal.Reason);
    }

    [Fact]
    public async Task XmlEntities_AreNotExpanded()
    {
        var entities = "<!DOCTYPE x [<!ENTITY a \"aaaaaaaaaa\"><!ENTITY b \"&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;\">]><w:document xmlns:w=\"w\"><w:body><w:p><w:r><w:t>&b;</w:t></w:r></w:p></w:body></w:document>";
        var file = ZipFiles.Make(ZipFiles.Relations("", ("r", "officeDocument", "word/document.xml")), ("word/document.xml", entities));
        var refusal = await Parsing.RefuseAsync("xxe.docx", file);
        Assert.Equal(RefusalReason.Damaged, refusal.Reason);
        Assert.Contains("entities", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task NestedTables_WithoutEnd_AreRefused()
    {
        var body = string.Concat(Enumerable.Repeat("<w:tbl><w:tr><w:tc>", 3000)) + string.Concat(Enumerable.Repeat("</w:tc></w:tr></w:tbl>", 3000));
        Assert.Equal(RefusalReason.TooDeep, (await Parsing.RefuseAsync("deep.docx", ZipFiles.Word(body))).Reason);
    }

    [Theory]
    [InlineData("a.txt")]
    [InlineData("a.docx")]
    public async Task EmptyFile_IsRefused(string name) => Assert.Equal(RefusalReason.Empty, (await Parsing.RefuseAsync(name, [])).Reason);

    [Fact]
    public async Task LargeFile_IsRefused() =>
        Assert.Equal(RefusalReason.TooLarge, (await Parsing.RefuseAsync("a.txt", new byte[2000], new ParseLimits { MaxFileBytes = 1000 })).Reason);

    [Fact]
    public async Task ManyPages_AreRefused() =>
        Assert.Equal(RefusalReason.TooLarge, (await Parsing.RefuseAsync("article.pdf", CorpusFile.Bytes("article.en.pdf"), new ParseLimits { MaxPages = 2 })).Reason);

    [Fact]
    public async Task SlowFile_IsRefusedInTime()
    {
        var html = Encoding.UTF8.GetBytes("<html><body>" + string.Concat(Enumerable.Repeat("<p>word <b>word</b></p>", 300_000)));
        var refusal = await Parsing.RefuseAsync("slow.html", html, new ParseLimits { MaxDuration = TimeSpan.FromMilliseconds(50) });
        Assert.Equal(RefusalReason.TooSlow, refusal.Reason);
    }

    [Fact]
    public async Task Cancellation_IsHeard()
    {
        using var source = new CancellationTokenSource();
        await source.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => new DocumentParser().ParseAsync(new MemoryStream(CorpusFile.Bytes("article.en.pdf")), "a.pdf", null, source.Token));
    }

    [Fact]
    public async Task Picture_WithTooManyPixels_IsRefused() =>
        Assert.Equal(RefusalReason.TooLarge, (await Parsing.RefuseAsync("a.png", CorpusFile.Bytes("handbook.en.scan.png"), new ParseLimits { MaxPixels = 1000 })).Reason);

    [Fact]
    public async Task Scan_WithoutEngine_NeedsOcr()
    {
        var document = await Parsing.ParseAsync("a.png", CorpusFile.Bytes("handbook.en.scan.png"));
        Assert.True(Assert.Single(document.Pages).NeedsOcr);
        Assert.Single(document.Warnings);
    }

    [Fact]
    public async Task Stream_ThatCannotSeek_IsRead()
    {
        await using var pipe = new GZipStream(new MemoryStream(Zipped("words")), CompressionMode.Decompress);
        var document = await new DocumentParser().ParseAsync(pipe, "a.txt", cancellation: TestContext.Current.CancellationToken);
        Assert.Equal("words", document.Single<ParagraphBlock>().Text);
    }

    private static byte[] Zipped(string text)
    {
        using var stream = new MemoryStream();
        using (var zip = new GZipStream(stream, CompressionLevel.Fastest)) zip.Write(Encoding.UTF8.GetBytes(text));
        return stream.ToArray();
    }
}
