using System.Text;
using ExcelDataReader;
using ExcelDataReader.Exceptions;
using Onebox.Documents.Packages;
using Onebox.Documents.Recognition;
using Onebox.Documents.Text;

namespace Onebox.Documents.Excel;

/// <summary>XLSX, XLSB and XLS. Rows stream through: a table larger than memory passes in parts.</summary>
internal sealed class ExcelParser : IFormatParser
{
    private const long MostSharedStrings = 1L << 30;

    // The library asks the framework for Windows' code pages by number.
    static ExcelParser() => Encoding.RegisterProvider(CodePagesEncodingProvider.Instance);

    public void Parse(Source source, Reading reading)
    {
        if (!CompoundFile.Is(source.Head(8))) CheckPackage(source, reading);
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

    // The library below unpacks by itself: all parts are unpacked once before, counted and thrown away.
    private static void CheckPackage(Source source, Reading reading)
    {
        using (var zip = new ZipPackage(source.Content, reading.Budget, reading.Format.Name))
        {
            new OfficePackage(zip, reading.Budget).Describe(reading);
            var buffer = new byte[81920];
            foreach (var name in zip.Names)
            {
                using var part = zip.Open(name)!;
                long total = 0;
                int read;
                while ((read = part.Read(buffer)) > 0)
                    if ((total += read) > MostSharedStrings && name.EndsWith("sharedStrings.xml", StringComparison.OrdinalIgnoreCase)) throw Refusals.TooLarge("Its texts take more than 1 GiB.");
            }
        }

        source.Content.Position = 0;
    }
}
