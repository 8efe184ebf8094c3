using System.Globalization;
using System.Text;

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

    /// <summary>The value was drawn onto the page, and the field written twice: "222" was read.</summary>
    [Theory]
    [InlineData("2", "Length: 2 m")]
    [InlineData("17,5", "Length: 17,5 m")]
    public async Task FieldWhoseValueIsOnThePage_IsReadOnce(string value, string expected)
    {
        var document = await Parsing.ParseAsync("form.pdf", Form(value, drawn: value));
        Assert.Equal(expected, string.Join('\n', document.Blocks.Select(b => b.ToText())));
    }

    [Fact]
    public async Task FieldWhoseValueIsNotOnThePage_IsRead()
    {
        var document = await Parsing.ParseAsync("form.pdf", Form("2", drawn: ""));
        Assert.Equal("Length: 2 m", string.Join('\n', document.Blocks.Select(b => b.ToText())));
    }

    /// <summary>A page with one field, which stands in the form's list twice.</summary>
    private static byte[] Form(string value, string drawn)
    {
        var content = $"BT /F 12 Tf 72 700 Td (Length:) Tj 45 0 Td ({drawn}) Tj 40 0 Td (m) Tj ET";
        var field = $"/Type /Annot /Subtype /Widget /FT /Tx /V ({value}) /Rect [115 697 150 712] /P 3 0 R";
        string[] objects =
        [
            "<< /Type /Catalog /Pages 2 0 R /AcroForm << /Fields [6 0 R 7 0 R] >> >>", "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
            "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Resources << /Font << /F 5 0 R >> >> /Contents 4 0 R /Annots [6 0 R 7 0 R] >>",
            $"<< /Length {content.Length} >>\nstream\n{content}\nendstream", "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>", $"<< {field} /T (a) >>", $"<< {field} /T (b) >>",
        ];
        var pdf = new StringBuilder("%PDF-1.4\n");
        var places = new List<int>();
        foreach (var (i, body) in objects.Index())
        {
            places.Add(pdf.Length);
            pdf.Append(CultureInfo.InvariantCulture, $"{i + 1} 0 obj\n{body}\nendobj\n");
        }

        var table = pdf.Length;
        pdf.Append(CultureInfo.InvariantCulture, $"xref\n0 {objects.Length + 1}\n0000000000 65535 f \n");
        foreach (var place in places) pdf.Append(CultureInfo.InvariantCulture, $"{place:D10} 00000 n \n");
        return Encoding.ASCII.GetBytes(pdf.Append(CultureInfo.InvariantCulture, $"trailer << /Size {objects.Length + 1} /Root 1 0 R >>\nstartxref\n{table}\n%%EOF").ToString());
    }
}
