using System.Text.RegularExpressions;
using Onebox.Documents.Text;

namespace Onebox.Documents.Recognition;

/// <summary>Which kind of file it is: by its first bytes where they tell, by the name's ending among the kinds of plain text.</summary>
internal static partial class FormatSniffer
{
    private const int HeadBytes = 4096;
    private const string NoKind = "is no kind of file that is read here. Export it as PDF, Word, text or a picture and add that.";

    public static FileFormat Sniff(Source source)
    {
        if (source.Length == 0) throw new DocumentRefusedException(RefusalReason.Empty, "The file is empty: it has no bytes. Copy it again from where it came.");
        var head = source.Head(HeadBytes);
        // Some writers put a few bytes before the mark; readers look in the first kilobyte.
        if (head.AsSpan(0, Math.Min(1024, head.Length)).IndexOf("%PDF-"u8) >= 0) return FileFormat.Pdf;
        if (head.AsSpan().StartsWith("PK\u0003\u0004"u8)) return ZipFormat.Sniff(source);
        if (CompoundFile.Is(head)) return OldOffice(source);
        if (head.AsSpan().StartsWith("{\\rtf"u8)) return FileFormat.RichText;
        if (Picture(head) is { } picture) return picture;
        return TextFormat(source, head);
    }

    private static FileFormat OldOffice(Source source)
    {
        var names = CompoundFile.Names(source.Content);
        if (names.Contains("EncryptedPackage") || names.Contains("EncryptionInfo")) throw Refusals.Encrypted("Office document");
        if (names.Contains("Workbook") || names.Contains("Book")) return FileFormat.OldExcel;
        if (names.Contains("WordDocument")) return FileFormat.OldWord;
        if (names.Contains("PowerPoint Document")) return FileFormat.OldSlides;
        if (names.Contains("__properties_version1.0")) throw new DocumentRefusedException(RefusalReason.Unsupported, $"\"{source.Name}\" is a mail in Outlook's own format. Save it as EML (or drag it into another mail program) and add that.");
        throw ExpectedKind.Refusal(source, NoKind);
    }

    private static FileFormat? Picture(ReadOnlySpan<byte> head) => head switch
    {
        [0x89, (byte)'P', (byte)'N', (byte)'G', ..] => FileFormat.Png,
        [0xFF, 0xD8, 0xFF, ..] => FileFormat.Jpeg,
        [0x49, 0x49, 0x2A, 0, ..] or [0x4D, 0x4D, 0, 0x2A, ..] => FileFormat.Tiff,
        [(byte)'G', (byte)'I', (byte)'F', (byte)'8', ..] => FileFormat.Gif,
        [(byte)'R', (byte)'I', (byte)'F', (byte)'F', _, _, _, _, (byte)'W', (byte)'E', (byte)'B', (byte)'P', ..] => FileFormat.WebP,
        [(byte)'B', (byte)'M', _, _, _, _, 0, 0, 0, 0, ..] => FileFormat.Bmp,
        _ => null,
    };

    private static FileFormat TextFormat(Source source, byte[] head)
    {
        if (EncodingDetector.Detect(head) is not { } encoding)
            throw ExpectedKind.Refusal(source, NoKind);
        switch (source.Ending)
        {
            case ".md" or ".markdown" or ".mdx":
                return FileFormat.Markdown;
            case ".html" or ".htm" or ".xhtml":
                return FileFormat.Html;
            case ".csv" or ".tsv" or ".tab":
                return FileFormat.Csv;
            case ".jsonl" or ".ndjson":
                return FileFormat.JsonLines;
            case ".eml":
                return FileFormat.Mail;
        }

        var start = encoding.GetString(head).TrimStart('\uFEFF', ' ', '\r', '\n', '\t');
        if (start.StartsWith("<!doctype html", StringComparison.OrdinalIgnoreCase) || start.StartsWith("<html", StringComparison.OrdinalIgnoreCase)) return FileFormat.Html;
        if (source.Ending is "" or ".mail" or ".mbx" && MailHead().IsMatch(start)) return FileFormat.Mail;
        return SourceCodeParser.Languages.ContainsKey(source.Ending) ? FileFormat.Code : FileFormat.Text;
    }

    [GeneratedRegex(@"^(Return-Path|Received|MIME-Version|Message-ID|Delivered-To|From|Date|Subject): .+\n([\w-]+: .*\n|[ \t].*\n){2,}", RegexOptions.CultureInvariant | RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex MailHead();
}
