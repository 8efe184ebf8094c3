using Onebox.Documents.Layout;
using Onebox.Documents.Recognition;
using UglyToad.PdfPig;
using UglyToad.PdfPig.Exceptions;

namespace Onebox.Documents.Pdf;

/// <summary>PDF: characters and lines by PdfPig, everything above them by <c>Layout/</c>; pages that are pictures go to the OCR engine.</summary>
internal sealed class PdfParser : IFormatParser
{
    public void Parse(Source source, Reading reading)
    {
        if (PdfTrailer.HasMonstrousFields(source, reading.Budget)) throw Refusals.Damaged("PDF", "its table of objects has fields wider than any number.");
        try
        {
            using var document = PdfDocument.Open(source.Content, new ParsingOptions { UseLenientParsing = true, SkipMissingFonts = true, FilterProvider = new BoundedFilters(reading.Budget) });
            Read(document, reading);
        }
        catch (Exception thrown) when (IsForLackOfPassword(thrown, source))
        {
            throw new DocumentRefusedException(RefusalReason.Encrypted, Refusals.Encrypted("PDF").Message, thrown);
        }
    }

    /// <summary>PdfPig says so of some kinds of encryption; at others it stumbles over what it cannot decrypt.</summary>
    private static bool IsForLackOfPassword(Exception thrown, Source source) =>
        thrown is PdfDocumentEncryptedException
        || (thrown is DocumentRefusedException { Reason: RefusalReason.Damaged } or not (DocumentRefusedException or OperationCanceledException or OutOfMemoryException or InsufficientExecutionStackException) && PdfTrailer.SaysEncrypted(source));

    private static void Read(PdfDocument document, Reading reading)
    {
        reading.Budget.CountPage(document.NumberOfPages);
        if (document.NumberOfPages == 0) throw Refusals.Damaged("PDF", "it has no pages.");
        Describe(document, reading);
        var pages = new List<PageLayout>();
        var failed = 0;
        var forms = new PdfForms(document);
        for (var number = 1; number <= document.NumberOfPages; number++)
        {
            reading.Budget.CheckTime();
            try
            {
                pages.Add(PdfPage.Read(document.GetPage(number), forms, reading));
            }
            catch (Exception thrown) when (thrown is not (DocumentRefusedException or OperationCanceledException or OutOfMemoryException or InsufficientExecutionStackException))
            {
                failed++;
                reading.Add(new Page(number));
                reading.Warn($"Page {number} is damaged and was left out.");
            }
        }

        if (failed == document.NumberOfPages) throw Refusals.Damaged("PDF", "none of its pages could be read.");
        LayoutReader.Read(pages, reading);
    }

    private static void Describe(PdfDocument document, Reading reading)
    {
        var facts = document.Information;
        reading.Describe("title", facts.Title);
        reading.Describe("author", facts.Author);
        reading.Describe("subject", facts.Subject);
        reading.Describe("keywords", facts.Keywords);
        reading.Describe("created", PdfDates.Read(facts.CreationDate));
        reading.Describe("modified", PdfDates.Read(facts.ModifiedDate));
        reading.Describe("program", facts.Producer);
    }
}
