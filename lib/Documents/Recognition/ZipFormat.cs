using System.IO.Compression;

namespace Onebox.Documents.Recognition;

/// <summary>Which of the formats that are zip archives.</summary>
internal static class ZipFormat
{
    public static FileFormat Sniff(Source source)
    {
        try
        {
            using var archive = new ZipArchive(source.Content, ZipArchiveMode.Read, leaveOpen: true);
            foreach (var name in archive.Entries.Take(20_000).Select(e => e.FullName.Replace('\\', '/')))
            {
                if (name.StartsWith("word/", StringComparison.OrdinalIgnoreCase)) return FileFormat.Word;
            }
        }
        catch (Exception thrown) when (thrown is InvalidDataException or EndOfStreamException or ArgumentException or IOException)
        {
            throw Refusals.Damaged(Expected(source), "its archive is broken or cut off.", thrown);
        }
        finally
        {
            source.Content.Position = 0;
        }

        throw new DocumentRefusedException(RefusalReason.Unsupported, $"\"{source.Name}\" is an archive. Unpack it and add the files in it.");
    }

    private static string Expected(Source source) => source.Ending switch
    {
        ".docx" or ".docm" or ".dotx" => "Word document",
        ".xlsx" or ".xlsm" or ".xltx" => "Excel workbook",
        ".pptx" or ".pptm" or ".ppsx" => "PowerPoint presentation",
        ".epub" => "book",
        _ => "file",
    };
}
