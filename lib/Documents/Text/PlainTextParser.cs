using Onebox.Documents.Recognition;

namespace Onebox.Documents.Text;

/// <summary>Plain text in any encoding: paragraphs between blank lines.</summary>
internal sealed class PlainTextParser : IFormatParser
{
    public void Parse(Source source, Reading reading)
    {
        using var lines = new StreamReader(source.Content, leaveOpen: true);
        var paragraph = new List<string>();
        while (lines.ReadLine() is { } line)
        {
            reading.Budget.Tick();
            if (line.Length > 0 && !string.IsNullOrWhiteSpace(line)) paragraph.Add(line.TrimEnd());
            else Flush(paragraph, reading);
        }

        Flush(paragraph, reading);
    }

    private static void Flush(List<string> paragraph, Reading reading)
    {
        if (paragraph.Count > 0) reading.Add(new ParagraphBlock(string.Join('\n', paragraph)));
        paragraph.Clear();
    }
}
