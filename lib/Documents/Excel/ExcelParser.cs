using System.Text;
using ExcelDataReader;
using ExcelDataReader.Exceptions;
using Onebox.Documents.Legacy;
using Onebox.Documents.Packages;
using Onebox.Documents.Recognition;
using Onebox.Documents.Text;

namespace Onebox.Documents.Excel;

/// <summary>XLSX, XLSB and XLS. Rows stream through: a table larger than memory passes in parts.</summary>
/// <param name="calculates">LibreOffice, where it is installed, fills in what formulas give that nobody has calculated yet.</param>
internal sealed class ExcelParser(bool calculates = true) : IFormatParser
{
    private const long MostCalculated = 32 << 20;
    private const long MostSharedStrings = 1L << 30;

    // The library asks the framework for Windows' code pages by number.
    static ExcelParser() => Encoding.RegisterProvider(CodePagesEncodingProvider.Instance);

    public void Parse(Source source, Reading reading)
    {
        if (!CompoundFile.Is(source.Head(8)) && CheckPackage(source, reading) is > 0 and var uncalculated && calculates)
        {
            if (source.Length <= MostCalculated && OfficeConverter.IsInstalled && Calculate(source, reading)) return;
            reading.Warn($"{uncalculated} formulas have no value: the program that wrote the file did not calculate them. Open the file in a spreadsheet program and save it once{(OfficeConverter.IsInstalled ? "" : ", or install LibreOffice on the box")}.");
        }

        Read(source, reading);
    }

    private static bool Calculate(Source source, Reading reading)
    {
        try
        {
            new OfficeConverter("xlsx", () => new ExcelParser(calculates: false)).Parse(source with { Name = "book.xlsx" }, reading);
            return true;
        }
        catch (DocumentRefusedException refusal) when (refusal.Reason == RefusalReason.Damaged)
        {
            // Not by LibreOffice, then: what is in the file can still be read.
            source.Content.Position = 0;
            return false;
        }
    }

    private static void Read(Source source, Reading reading)
    {
        try
        {
            using var reader = ExcelReaderFactory.CreateReader(source.Content, new ExcelReaderConfiguration { LeaveOpen = true, FallbackEncoding = EncodingDetector.CodePage(1252) });
            var sheet = 0;
            do
            {
                sheet++;
                reading.Add(new Page(sheet, Name: reader.Name, Hidden: reader.VisibleState is not ("visible" or null)));
                new SheetReader(reader, reading, sheet).Read();
            }
            while (reader.NextResult());
        }
        catch (InvalidPasswordException encrypted)
        {
            throw new DocumentRefusedException(RefusalReason.Encrypted, Refusals.Encrypted(reading.Format.Name).Message, encrypted);
        }
    }

    /// <summary>The library unpacks by itself: all parts are unpacked once before, counted and thrown away.</summary>
    /// <returns>Formulas without a value.</returns>
    private static int CheckPackage(Source source, Reading reading)
    {
        var uncalculated = 0;
        using (var zip = new ZipPackage(source.Content, reading.Budget, reading.Format.Name))
        {
            new OfficePackage(zip, reading.Budget).Describe(reading);
            var buffer = new byte[81920];
            foreach (var name in zip.Names)
            {
                using var part = zip.Open(name)!;
                var formulas = name.StartsWith("xl/worksheets/", StringComparison.OrdinalIgnoreCase) && name.EndsWith(".xml", StringComparison.OrdinalIgnoreCase) ? new FormulaScan() : null;
                long total = 0;
                int read;
                while ((read = part.Read(buffer)) > 0)
                {
                    formulas?.Read(buffer.AsSpan(0, read));
                    if ((total += read) > MostSharedStrings && name.EndsWith("sharedStrings.xml", StringComparison.OrdinalIgnoreCase)) throw Refusals.TooLarge("Its texts take more than 1 GiB.");
                }

                uncalculated += formulas?.Uncalculated ?? 0;
            }
        }

        source.Content.Position = 0;
        return uncalculated;
    }
}
