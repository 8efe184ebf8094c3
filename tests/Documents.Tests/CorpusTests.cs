namespace Onebox.Documents.Tests;

/// <summary>The bars for digital files: characters right ≥ 99.5 %, table cells in place ≥ 98 %, headings, lists and tables where a person sees them.</summary>
public sealed class CorpusTests
{
    [Theory]
    [InlineData("handbook.en.docx", "handbook.en")]
    [InlineData("handbook.zh.docx", "handbook.zh")]
    [InlineData("handbook.en.html", "handbook.en")]
    [InlineData("handbook.zh.html", "handbook.zh")]
    [InlineData("handbook.en.pdf", "handbook.en")]
    [InlineData("handbook.zh.pdf", "handbook.zh")]
    [InlineData("stock.en.xlsx", "stock.en")]
    [InlineData("stock.zh.xlsx", "stock.zh")]
    [InlineData("stock.en.xls", "stock.en")]
    [InlineData("stock.zh.xls", "stock.zh")]
    [InlineData("article.en.pdf", "article.en")]
    [InlineData("pumps.ar.html", "pumps.ar")]
    [InlineData("pumps.ar.docx", "pumps.ar")]
    [InlineData("pumps.ar.pdf", "pumps.ar")]
    [InlineData("pumps.he.html", "pumps.he")]
    [InlineData("pumps.he.docx", "pumps.he")]
    [InlineData("pumps.he.pdf", "pumps.he")]
    public async Task DigitalFile_Parsed_HoldsTheBars(string file, string expectedName)
    {
        var expected = CorpusFile.Expected(expectedName);
        var actual = CorpusFile.Notation(await Parsing.ParseAsync(file, CorpusFile.Bytes(file)));
        Assert.True(CorpusFile.CharactersRight(expected, actual) >= 0.995, $"{CorpusFile.CharactersRight(expected, actual):P2} of the characters:\n{string.Join('\n', actual)}");
        Assert.True(CorpusFile.CellsInPlace(expected, actual) >= 0.98, $"{CorpusFile.CellsInPlace(expected, actual):P2} of the cells:\n{string.Join('\n', actual)}");
        Assert.Equal(expected.Select(Kind), actual.Select(Kind));
    }

    [Theory]
    [InlineData("handbook.en.doc")]
    [InlineData("handbook.en.odt")]
    public async Task OldFormat_IsReadThroughLibreOfficeOrSaysWhatIsMissing(string file)
    {
        try
        {
            var actual = CorpusFile.Notation(await Parsing.ParseAsync(file, CorpusFile.Bytes(file)));
            Assert.True(CorpusFile.CharactersRight(CorpusFile.Expected("handbook.en"), actual) >= 0.995, string.Join('\n', actual));
        }
        catch (DocumentRefusedException refusal)
        {
            Assert.Equal(RefusalReason.NeedsConverter, refusal.Reason);
            Assert.Contains("LibreOffice", refusal.Message, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("locked.pdf")]
    [InlineData("locked.aes128.pdf")]
    [InlineData("locked.rc4.pdf")]
    public async Task LockedPdf_IsRefusedWithTheReason(string file)
    {
        var refusal = await Parsing.RefuseAsync(file, CorpusFile.Bytes(file));
        Assert.Equal(RefusalReason.Encrypted, refusal.Reason);
        Assert.Contains("password", refusal.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("plan.docx", "Word document")]
    [InlineData("plan.pdf", "PDF")]
    [InlineData("plan.png", "picture")]
    public async Task ContentsOfNoKind_UnderAKnownEnding_AreRefusedByIt(string name, string kind)
    {
        var refusal = await Parsing.RefuseAsync(name, [0, 1, 2, 0, 255, 0, 7, 0, 9]);
        Assert.Equal(RefusalReason.Damaged, refusal.Reason);
        Assert.Contains($"has the ending of a {kind} ({Path.GetExtension(name)}), but its contents are not", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task DamagedPdf_ThatIsNotLocked_IsNotCalledLocked() =>
        Assert.Equal(RefusalReason.Damaged, (await Parsing.RefuseAsync("cut.pdf", "%PDF-1.7\n1 0 obj\n<< /Type /Catalog /Note (an /Encrypt entry) >>\nendobj\n"u8.ToArray())).Reason);

    /// <summary>The library took the width of a field from the file and ended the process with it (a file of pdf.js's tests).</summary>
    [Theory]
    [InlineData("/Type/XRef/W[1 2 166666666666666666666666666]")]
    [InlineData("/W [ 1 99999999 2 ] /Size 8 /Type /XRef")]
    public async Task Pdf_WhoseObjectTableHasMonstrousFields_IsRefused(string dictionary)
    {
        var refusal = await Parsing.RefuseAsync("plan.pdf", System.Text.Encoding.ASCII.GetBytes($"%PDF-1.5\n4 0 obj\n<</Length 8/Root 8 0 R{dictionary}>>stream\n12345678\nendstream\nendobj\nstartxref\n9\n%%EOF"));
        Assert.Equal(RefusalReason.Damaged, refusal.Reason);
        Assert.Contains("wider than any number", refusal.Message, StringComparison.Ordinal);
    }

    private static string Kind(string line) => line[..(line.IndexOfAny([' ', '-']) is var at and > 0 ? at : line.Length)].TrimEnd();
}
