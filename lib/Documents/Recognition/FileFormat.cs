using Onebox.Documents.Books;
using Onebox.Documents.Excel;
using Onebox.Documents.Html;
using Onebox.Documents.Legacy;
using Onebox.Documents.Mail;
using Onebox.Documents.Pdf;
using Onebox.Documents.Pictures;
using Onebox.Documents.Slides;
using Onebox.Documents.Text;
using Onebox.Documents.Word;

namespace Onebox.Documents.Recognition;

/// <summary>A kind of file that is read here.</summary>
/// <param name="Name">As a person says it, for messages: "The Word document is damaged".</param>
/// <param name="MimeType">As the document bears it.</param>
/// <param name="Parser">Makes its parser.</param>
internal sealed record FileFormat(string Name, string MimeType, Func<IFormatParser> Parser)
{
    public static readonly FileFormat Pdf = new("PDF", "application/pdf", () => new PdfParser());
    public static readonly FileFormat Word = new("Word document", "application/vnd.openxmlformats-officedocument.wordprocessingml.document", () => new WordParser());
    public static readonly FileFormat Excel = new("Excel workbook", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", () => new ExcelParser());
    public static readonly FileFormat OldExcel = new("Excel workbook", "application/vnd.ms-excel", () => new ExcelParser());
    public static readonly FileFormat Slides = new("PowerPoint presentation", "application/vnd.openxmlformats-officedocument.presentationml.presentation", () => new SlidesParser());
    public static readonly FileFormat Book = new("book", "application/epub+zip", () => new BookParser());
    public static readonly FileFormat Mail = new("mail", "message/rfc822", () => new MailParser());
    public static readonly FileFormat Png = new("picture", "image/png", () => new PictureParser());
    public static readonly FileFormat Jpeg = new("picture", "image/jpeg", () => new PictureParser());
    public static readonly FileFormat WebP = new("picture", "image/webp", () => new PictureParser());
    public static readonly FileFormat Tiff = new("picture", "image/tiff", () => new PictureParser());
    public static readonly FileFormat Gif = new("picture", "image/gif", () => new PictureParser());
    public static readonly FileFormat Bmp = new("picture", "image/bmp", () => new PictureParser());
    public static readonly FileFormat OldWord = new("Word document", "application/msword", () => new OfficeConverter("docx", () => new WordParser()));
    public static readonly FileFormat OldSlides = new("PowerPoint presentation", "application/vnd.ms-powerpoint", () => new OfficeConverter("pptx", () => new SlidesParser()));
    public static readonly FileFormat RichText = new("rich text file", "application/rtf", () => new OfficeConverter("docx", () => new WordParser()));
    public static readonly FileFormat OpenText = new("OpenDocument text", "application/vnd.oasis.opendocument.text", () => new OfficeConverter("docx", () => new WordParser()));
    public static readonly FileFormat OpenSheet = new("OpenDocument spreadsheet", "application/vnd.oasis.opendocument.spreadsheet", () => new OfficeConverter("xlsx", () => new ExcelParser()));
    public static readonly FileFormat OpenSlides = new("OpenDocument presentation", "application/vnd.oasis.opendocument.presentation", () => new OfficeConverter("pptx", () => new SlidesParser()));
    public static readonly FileFormat Text = new("text file", "text/plain", () => new PlainTextParser());
    public static readonly FileFormat Markdown = new("Markdown file", "text/markdown", () => new MarkdownParser());
    public static readonly FileFormat Html = new("web page", "text/html", () => new WebPageParser());
    public static readonly FileFormat Csv = new("CSV file", "text/csv", () => new CsvParser());
    public static readonly FileFormat JsonLines = new("JSON lines file", "application/jsonl", () => new JsonLinesParser());
    public static readonly FileFormat Code = new("text file", "text/plain", () => new SourceCodeParser());
}
