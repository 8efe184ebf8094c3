using System.Text.RegularExpressions;
using Onebox.Documents.Recognition;

namespace Onebox.Documents.Text;

/// <summary>
/// Plain text in any encoding: paragraphs between blank lines, lists by their markers, headings where a line alone is numbered as a chapter or underlined.
/// </summary>
internal sealed partial class PlainTextParser : IFormatParser
{
    private const int LongestHeading = 100;
    private const int LongestParagraph = 20_000;

    public void Parse(Source source, Reading reading)
    {
        using var lines = TextContent.Open(source, reading);
        var paragraph = new List<string>();
        var length = 0;
        while (lines.ReadLine() is { } line)
        {
            reading.Budget.Tick();
            if (string.IsNullOrWhiteSpace(line))
            {
                Flush(paragraph, reading);
                length = 0;
                continue;
            }

            paragraph.Add(line.TrimEnd().Trim('\f', '\u0000'));
            // A log without a blank line must not become one block.
            if ((length += line.Length) < LongestParagraph) continue;
            Flush(paragraph, reading);
            length = 0;
        }

        Flush(paragraph, reading);
    }

    private static void Flush(List<string> lines, Reading reading)
    {
        if (lines.Count > 0) reading.Add(Shape(lines));
        lines.Clear();
    }

    private static Block Shape(List<string> lines)
    {
        if (lines.Count == 1 && lines[0].Length <= LongestHeading && Heading(lines[0]) is { } heading) return heading;
        if (lines.Count == 2 && lines[1].Length >= 3 && lines[0].Length <= LongestHeading && (lines[1].All(c => c == '=') || lines[1].All(c => c == '-')))
            return new HeadingBlock(lines[1][0] == '=' ? 1 : 2, lines[0].Trim());
        var items = lines.Select(l => ItemLine().Match(l)).ToList();
        if (lines.Count > 1 && items.All(m => m.Success))
            return new ListBlock([.. items.Select(m => new ListItem(m.Groups["text"].Value, Math.Min(8, m.Groups["indent"].Value.Replace("\t", "    ", StringComparison.Ordinal).Length / 2), m.Groups["marker"].Value))]);
        return new ParagraphBlock(string.Join('\n', lines).Trim());
    }

    private static HeadingBlock? Heading(string line)
    {
        line = line.Trim();
        if (ChineseChapter().Match(line) is { Success: true } chinese) return new HeadingBlock("编篇部卷".Contains(chinese.Groups["unit"].Value[0], StringComparison.Ordinal) ? 1 : chinese.Groups["unit"].Value == "章" ? 2 : 3, line);
        if (line[^1] is '.' or ',' or ';' or ':' or '。' or '，' or '；') return null;
        if (NumberedChapter().Match(line) is { Success: true } numbered) return new HeadingBlock(numbered.Groups["number"].Value.TrimEnd('.').Count(c => c == '.') + 1, line);
        return WordedChapter().IsMatch(line) ? new HeadingBlock(1, line) : null;
    }

    [GeneratedRegex(@"^第[0-9〇零一二三四五六七八九十百千]{1,8}(?<unit>[编篇部卷章节])(?=[\s　:：]|$)", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex ChineseChapter();

    [GeneratedRegex(@"^(?<number>\d{1,3}(\.\d{1,3}){0,4}\.?)\s+\p{Lu}\S*(\s+\S+){0,12}$", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex NumberedChapter();

    [GeneratedRegex(@"^(chapter|part|appendix|annex|section)\s+([0-9]+|[ivxlc]+|[a-z])\b", RegexOptions.CultureInvariant | RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex WordedChapter();

    [GeneratedRegex(@"^(?<indent>[ \t]{0,32})(?<marker>[-*•·–]|\d{1,3}[.)]|[a-zA-Z][.)]|[（(]\d{1,3}[)）])\s+(?<text>\S.*)$", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex ItemLine();
}
