using MimeKit;

namespace Onebox.Documents.Mail;

/// <summary>The parts of a mail that its reader sees as its text, in their order: programs put pictures and attachments between them, and lists a last one below.</summary>
internal static class MailBody
{
    public static IReadOnlyList<TextPart> Of(MimeEntity? entity) => entity switch
    {
        // The plainest comes first. The text beside a page is mostly a poor copy of it; without words in the page it is the better one.
        MultipartAlternative alternatives => alternatives.Reverse().Select(Of).FirstOrDefault(parts => parts.Count > 0) ?? [],
        MultipartRelated related => Of(related.Root),
        Multipart parts => [.. parts.SelectMany(Of)],
        TextPart { IsAttachment: false, FileName: null or "" } text when (text.IsHtml || text.IsPlain) && !string.IsNullOrWhiteSpace(text.Text) => [text],
        _ => [],
    };
}
