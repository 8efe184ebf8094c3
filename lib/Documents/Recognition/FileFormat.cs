using Onebox.Documents.Text;

namespace Onebox.Documents.Recognition;

/// <summary>A kind of file that is read here.</summary>
/// <param name="Name">As a person says it, for messages: "The Word document is damaged".</param>
internal sealed record FileFormat(string Name, string MimeType, Func<IFormatParser> Parser)
{
    public static readonly FileFormat Text = new("text file", "text/plain", () => new PlainTextParser());
}
