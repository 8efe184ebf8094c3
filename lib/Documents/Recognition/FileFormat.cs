using Onebox.Documents.Html;
using Onebox.Documents.Text;
using Onebox.Documents.Word;

namespace Onebox.Documents.Recognition;

/// <summary>A kind of file that is read here.</summary>
/// <param name="Name">As a person says it, for messages: "The Word document is damaged".</param>
/// <param name="MimeType">As the document bears it.</param>
/// <param name="Parser">Makes its parser.</param>
internal sealed record FileFormat(string Name, string MimeType, Func<IFormatParser> Parser)
{
    public static readonly FileFormat Word = new("Word document", "application/vnd.openxmlformats-officedocument.wordprocessingml.document", () => new WordParser());
    public static readonly FileFormat Text = new("text file", "text/plain", () => new PlainTextParser());
    public static readonly FileFormat Markdown = new("Markdown file", "text/markdown", () => new MarkdownParser());
    public static readonly FileFormat Html = new("web page", "text/html", () => new WebPageParser());
    public static readonly FileFormat Csv = new("CSV file", "text/csv", () => new CsvParser());
    public static readonly FileFormat Code = new("text file", "text/plain", () => new SourceCodeParser());
}
