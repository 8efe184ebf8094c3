namespace Onebox.Documents.Recognition;

/// <summary>What a file says that it is, by its ending: for messages about one that is something else.</summary>
internal static class ExpectedKind
{
    /// <returns>Null for endings that promise nothing, and for those of plain text.</returns>
    public static string? Of(Source source) => source.Ending switch
    {
        ".pdf" => "PDF",
        ".docx" or ".docm" or ".dotx" or ".doc" => "Word document",
        ".xlsx" or ".xlsm" or ".xltx" or ".xls" => "Excel workbook",
        ".pptx" or ".pptm" or ".ppsx" or ".ppt" => "PowerPoint presentation",
        ".odt" => "OpenDocument text",
        ".ods" => "OpenDocument spreadsheet",
        ".odp" => "OpenDocument presentation",
        ".rtf" => "rich text file",
        ".epub" => "book",
        ".png" or ".jpg" or ".jpeg" or ".tif" or ".tiff" or ".gif" or ".webp" or ".bmp" => "picture",
        _ => null,
    };

    /// <summary>The refusal of a file that no format recognises.</summary>
    public static DocumentRefusedException Refusal(Source source, string otherwise) => Of(source) is { } kind
        ? new(RefusalReason.Damaged, $"\"{source.Name}\" has the ending of a {kind} ({source.Ending}), but its contents are not those of one: it is damaged, or another kind of file under this name. Copy it again from where it came, or give it its right ending.")
        : new(RefusalReason.Unsupported, $"\"{source.Name}\" {otherwise}");
}
