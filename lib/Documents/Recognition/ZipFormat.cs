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
            FileFormat? kind = null;
            foreach (var entry in archive.Entries.Take(20_000))
            {
                var name = entry.FullName.Replace('\\', '/');
                if (name == "mimetype") kind = Kind(entry);
                if (kind is not null) return kind;
                if (name.StartsWith("word/", StringComparison.OrdinalIgnoreCase)) return FileFormat.Word;
                if (name.StartsWith("xl/", StringComparison.OrdinalIgnoreCase)) return FileFormat.Excel;
                if (name.StartsWith("ppt/", StringComparison.OrdinalIgnoreCase)) return FileFormat.Slides;
            }
        }
        catch (Exception thrown) when (thrown is InvalidDataException or EndOfStreamException or ArgumentException or IOException)
        {
            throw Refusals.Damaged(ExpectedKind.Of(source) ?? "file", "its archive is broken or cut off.", thrown);
        }
        finally
        {
            source.Content.Position = 0;
        }

        throw ExpectedKind.Refusal(source, "is an archive. Unpack it and add the files in it.");
    }

    // Books and OpenDocument files say what they are in a part of that name.
    private static FileFormat? Kind(ZipArchiveEntry entry)
    {
        using var reader = new StreamReader(entry.Open());
        var buffer = new char[100];
        return new string(buffer, 0, reader.ReadBlock(buffer)).Trim() switch
        {
            "application/epub+zip" => FileFormat.Book,
            "application/vnd.oasis.opendocument.text" => FileFormat.OpenText,
            "application/vnd.oasis.opendocument.spreadsheet" => FileFormat.OpenSheet,
            "application/vnd.oasis.opendocument.presentation" => FileFormat.OpenSlides,
            _ => null,
        };
    }
}
