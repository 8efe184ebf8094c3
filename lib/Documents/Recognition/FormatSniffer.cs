namespace Onebox.Documents.Recognition;

/// <summary>Which kind of file it is: by its first bytes where they tell, by the name's ending among the kinds of plain text.</summary>
internal static class FormatSniffer
{
    public static FileFormat Sniff(Source source)
    {
        if (source.Length == 0) throw new DocumentRefusedException(RefusalReason.Empty, "The file is empty: it has no bytes. Copy it again from where it came.");
        return FileFormat.Text;
    }
}
