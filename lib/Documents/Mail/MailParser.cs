using System.Globalization;
using MimeKit;
using Onebox.Documents.Html;
using Onebox.Documents.Recognition;
using Onebox.Documents.Text;

namespace Onebox.Documents.Mail;

/// <summary>One mail: its subject, who wrote to whom, its body, and its attachments as documents of their own.</summary>
internal sealed class MailParser : IFormatParser
{
    private const int MostAttachments = 500;

    public void Parse(Source source, Reading reading)
    {
        var options = ParserOptions.Default.Clone();
        options.MaxMimeDepth = Math.Min(64, reading.Limits.MaxDepth);
        options.CharsetEncoding = System.Text.Encoding.UTF8;
        using var mail = MimeMessage.Load(options, source.Content, persistent: false, reading.Budget.Cancellation);
        Head(mail, reading);
        Body(mail, reading);
        Attachments(mail, reading);
    }

    private static void Head(MimeMessage mail, Reading reading)
    {
        var date = mail.Date == default ? null : mail.Date.ToString("yyyy-MM-ddTHH:mm:sszzz", CultureInfo.InvariantCulture);
        (string Name, string? Value)[] fields = [("From", mail.From.ToString()), ("To", mail.To.ToString()), ("Cc", mail.Cc.ToString()), ("Date", date)];
        reading.Describe("title", mail.Subject);
        reading.Describe("messageId", mail.MessageId);
        foreach (var (name, value) in fields) reading.Describe(name.ToLowerInvariant(), value);
        reading.Add(new HeadingBlock(1, Whitespace.Collapse(mail.Subject ?? "")));
        reading.Add(new ParagraphBlock(string.Join('\n', fields.Where(f => !string.IsNullOrWhiteSpace(f.Value)).Select(f => $"{f.Name}: {f.Value}")), ParagraphRole.Header));
    }

    private static void Body(MimeMessage mail, Reading reading)
    {
        if (mail.Body is Multipart { ContentType.MediaSubtype: "encrypted" } || mail.Body?.ContentType.MimeType is "application/pkcs7-mime" or "application/x-pkcs7-mime")
        {
            reading.Warn("The mail's text is encrypted and was not read.");
            return;
        }

        foreach (var part in MailBody.Of(mail.Body))
        {
            var text = part.Text;
            reading.Budget.Expand(text.Length, 0, 1);
            if (part.IsHtml) WebPageParser.Read(text, reading, page: null, wholePage: false);
            else MailText.Read(text, reading);
        }
    }

    private static void Attachments(MimeMessage mail, Reading reading)
    {
        var number = 0;
        foreach (var part in mail.BodyParts.Where(p => p.IsAttachment || p is MessagePart || (p is MimePart { FileName.Length: > 0 } && !p.ContentType.IsMimeType("image", "*"))).Take(MostAttachments))
        {
            reading.Budget.CheckTime();
            number++;
            using var content = new MemoryStream();
            var name = part.ContentDisposition?.FileName ?? part.ContentType.Name;
            if (part is MessagePart { Message: not null } message)
            {
                message.Message.WriteTo(content, reading.Budget.Cancellation);
                name ??= $"{message.Message.Subject ?? $"mail {number}"}.eml";
            }
            else if (part is MimePart { Content: not null } file)
            {
                file.Content.DecodeTo(content, reading.Budget.Cancellation);
            }

            reading.Budget.Expand(content.Length, 0, 1);
            if (content.Length == 0) continue;
            content.Position = 0;
            reading.Attach(content, FileName(name) ?? $"attachment {number}");
        }
    }

    private static string? FileName(string? name) => string.IsNullOrWhiteSpace(name) ? null : Path.GetFileName(name.Replace('\\', '/'));
}
