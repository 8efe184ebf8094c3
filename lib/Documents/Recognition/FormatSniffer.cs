using Onebox.Documents.Text;

namespace Onebox.Documents.Recognition;

/// <summary>Which kind of file it is: by its first bytes where they tell, by the name's ending among the kinds of plain text.</summary>
internal static class FormatSniffer
{
    private const int HeadBytes = 4096;

    public static FileFormat Sniff(Source source)
    {
        if (source.Length == 0) throw new DocumentRefusedException(RefusalReason.Empty, "The file is empty: it has no bytes. Copy it again from where it came.");
        var head = source.Head(HeadBytes);
        if (head.AsSpan().StartsWith("PK\u0003\u0004"u8)) return ZipFormat.Sniff(source);
        return TextFormat(source, head);
    }

    private static FileFormat TextFormat(Source source, byte[] head)
    {
        if (EncodingDetector.Detect(head) is not { } encoding)
            throw new DocumentRefusedException(RefusalReason.Unsupported, $"\"{source.Name}\" is no kind of file that is read here. Export it as PDF, Word, text or a picture and add that.");
        switch (source.Ending)
        {
            case ".md" or ".markdown" or ".mdx":
                return FileFormat.Markdown;
            case ".html" or ".htm" or ".xhtml":
                return FileFormat.Html;
            case ".csv" or ".tsv" or ".tab":
                return FileFormat.Csv;
        }

        var start = encoding.GetString(head).TrimStart('\uFEFF', ' ', '\r', '\n', '\t');
        if (start.StartsWith("<!doctype html", StringComparison.OrdinalIgnoreCase) || start.StartsWith("<html", StringComparison.OrdinalIgnoreCase)) return FileFormat.Html;
        return SourceCodeParser.Languages.ContainsKey(source.Ending) ? FileFormat.Code : FileFormat.Text;
    }
}
