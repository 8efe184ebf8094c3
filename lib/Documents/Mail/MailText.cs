using Onebox.Documents.Recognition;

namespace Onebox.Documents.Mail;

/// <summary>A mail's plain text: paragraphs between blank lines; what was quoted from the mail before is marked.</summary>
internal static class MailText
{
    public static void Read(string text, Reading reading)
    {
        var lines = new List<string>();
        var quoted = false;
        foreach (var line in text.ReplaceLineEndings("\n").Split('\n'))
        {
            reading.Budget.Tick();
            // "-- " alone begins the signature (RFC 3676).
            if (line == "-- ") break;
            var isQuote = line.StartsWith('>');
            var words = isQuote ? line.TrimStart('>', ' ') : line.TrimEnd();
            if (words.Length == 0 || isQuote != quoted) Flush();
            quoted = isQuote;
            if (words.Length > 0) lines.Add(words);
        }

        Flush();

        void Flush()
        {
            if (lines.Count > 0) reading.Add(new ParagraphBlock(string.Join('\n', lines), quoted ? ParagraphRole.Quote : null));
            lines.Clear();
        }
    }
}
