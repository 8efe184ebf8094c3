namespace Onebox.Console.Knowledge;

/// <summary>Kinds of documents as people call them.</summary>
internal static class DocumentKind
{
    public const string Sheet = "sheet";
    private const string Office = "application/vnd.openxmlformats-officedocument.";

    public static string NameOf(string mimeType) => mimeType switch
    {
        "" => "unknown kind",
        "application/pdf" => "PDF",
        "application/epub+zip" => "book",
        "message/rfc822" => "mail",
        "text/html" => "web page",
        "text/markdown" => "Markdown",
        "text/csv" => "CSV table",
        "text/plain" => "text",
        Office + "wordprocessingml.document" => "Word",
        Office + "spreadsheetml.sheet" => "Excel",
        Office + "presentationml.presentation" => "PowerPoint",
        _ when mimeType.StartsWith("image/", StringComparison.Ordinal) => $"{mimeType["image/".Length..].ToUpperInvariant()} picture",
        _ => mimeType,
    };

    /// <summary>What it has instead of pages, in the singular.</summary>
    public static string PageOf(string mimeType) => mimeType switch
    {
        "application/epub+zip" => "chapter",
        Office + "spreadsheetml.sheet" or "application/vnd.ms-excel" => Sheet,
        Office + "presentationml.presentation" or "application/vnd.ms-powerpoint" => "slide",
        _ => "page",
    };
}
