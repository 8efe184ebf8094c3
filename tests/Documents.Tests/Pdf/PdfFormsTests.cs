namespace Onebox.Documents.Tests.Pdf;

public sealed class PdfFormsTests
{
    [Fact]
    public async Task FilledForm_IsReadWithWhatStandsInIt()
    {
        var document = await Parsing.ParseAsync("form.pdf", CorpusFile.Bytes("form.en.pdf"));
        var words = string.Join('\n', document.Blocks.Where(b => b.Page == 1).Select(b => b.ToText().Replace('\t', ' ')));
        Assert.Contains("Name: Ada Berg", words, StringComparison.Ordinal);
        Assert.Contains("Days: ten", words, StringComparison.Ordinal);
        Assert.Contains("Paid: ☒", words, StringComparison.Ordinal);
    }
}
