using System.Text;
using Onebox.Documents.Recognition;
using Onebox.Documents.Text;

namespace Onebox.Documents.Layout;

/// <summary>Lines in reading order → paragraphs, headings, lists, code. A paragraph may go on in the next column or on the next page.</summary>
internal sealed class FlowReader(Reading reading, Typography type)
{
    private readonly List<Line> _lines = [];
    private readonly OpenList _list = new(reading);
    private PageLayout? _page;
    private bool _open;
    private double? _confidence;

    /// <summary>Reads a page's flow.</summary>
    public void Read(PageLayout page, List<Placed> flow)
    {
        var segments = new List<Segment>();
        // What began in the column before may go on here; a table between ends it.
        var right = flow.OfType<Segment>().Select(s => s.Area.Right).DefaultIfEmpty(0).Max();
        var left = flow.OfType<Segment>().Select(s => s.Area.Left).DefaultIfEmpty(0).Min();
        foreach (var item in flow)
        {
            reading.Budget.Tick();
            if (item is Segment segment)
            {
                segments.Add(segment);
                continue;
            }

            Lines(page, segments, left, right);
            segments.Clear();
            Finish();
            reading.Add(((PlacedBlock)item).Block with { Page = page.Number, Links = PageLinks.In(page, item.Area) });
        }

        Lines(page, segments, left, right);
    }

    /// <summary>Call it at the document's end.</summary>
    public void Finish()
    {
        EndParagraph();
        _list.End(_confidence);
    }

    private void Lines(PageLayout page, List<Segment> segments, double left, double right)
    {
        foreach (var line in Line.Of(segments))
        {
            reading.Budget.Tick();
            if (_lines.Count > 0 && !Continues(_lines[^1], line, page, left, right)) EndParagraph();
            if (_lines.Count == 0) _page = page;
            _lines.Add(line);
            _open = line.Reach(left, right).End > right - (0.12 * (right - left)) && !BlockMarks.EndsSentence(line.Text);
        }
    }

    private bool Continues(Line above, Line line, PageLayout page, double left, double right)
    {
        if (above.Mono && line.Mono) return page == _page && Gap(above, line) < 3;
        if (above.Mono != line.Mono) return false;
        if (Math.Abs(above.Size - line.Size) > (line.Confidence is null ? 0.08 : 0.16) * type.Body) return false;
        if (IsListItem(line) || StartsOption(line, above)) return false;
        var gap = Gap(above, line);
        if (page != _page || gap < 0)
            return _open && (char.IsLower(line.Text[0]) || Scripts.IsUnspaced(line.Text[0]) || above.Text[^1] is ',' or '-') && !IsHeading(_lines) && type.LevelOf(line.Size) is null;
        if (gap > type.Spacing * 1.22 + (line.Confidence is null ? 0 : 0.35)) return false;
        var ((aboveStart, aboveEnd), (start, _), (firstStart, _)) = (above.Reach(left, right), line.Reach(left, right), _lines[0].Reach(left, right));
        if (above.Bold != line.Bold && (line.Bold || (above.Bold && _lines.TrueForAll(l => l.Bold) && aboveEnd < right - (0.2 * (right - left))))) return false;
        if (type.LevelOf(above.Size) is not null) return true;
        var width = Math.Max(1, right - left);
        var short1 = aboveEnd < right - (0.15 * width);
        var item = IsListItem(_lines[0]);
        if (item) return start > firstStart + (0.3 * line.Size) || !short1;
        // A first line that is indented, or a last line that is short, part paragraphs set without space between them.
        var indented = start - aboveStart > 0.8 * line.Size && start - aboveStart < 6 * line.Size && (_lines.Count > 1 || aboveStart <= left + 1);
        if (indented && BlockMarks.EndsSentence(above.Text)) return false;
        return !(short1 && BlockMarks.EndsSentence(above.Text));
    }

    private static double Gap(Line above, Line line) => (line.Baseline - above.Baseline) / Math.Max(1, Math.Max(above.Size, line.Size));

    private void EndParagraph()
    {
        if (_lines.Count == 0 || _page is not { } page) return;
        // What goes on in the next column or on the next page is not in the box: a box is one place.
        var area = _lines[0].Area;
        for (var i = 1; i < _lines.Count && _lines[i].Baseline > _lines[i - 1].Baseline; i++) area = area.With(_lines[i].Area);
        var box = area.ToBox();
        var links = PageLinks.In(page, area);
        _confidence = _lines.TrueForAll(l => l.Confidence is null) ? null : _lines.Average(l => l.Confidence ?? 1);
        if (_lines.TrueForAll(l => l.Mono) && _lines.Count > 1)
        {
            _list.End(_confidence);
            reading.Add(new CodeBlock(Code()) { Page = page.Number, Box = box, Confidence = _confidence });
            _lines.Clear();
            return;
        }

        var text = new StringBuilder();
        foreach (var line in _lines) LineJoint.Append(text, line.Text);
        var words = text.ToString();
        if (Level() is { } level)
        {
            _list.End(_confidence);
            reading.Add(new HeadingBlock(level, words) { Page = page.Number, Box = box, Links = links, Confidence = _confidence });
        }
        else if (BlockMarks.ItemStart().Match(words) is { Success: true } item)
        {
            _list.Add(item, area, page, _confidence);
        }
        else
        {
            _list.End(_confidence);
            reading.Add(Shape(words, page, area) with { Page = page.Number, Box = box, Links = links, Confidence = _confidence });
        }

        _lines.Clear();
    }

    private Block Shape(string words, PageLayout page, Area area)
    {
        if (_lines[0].Size < 0.93 * type.Body && area.Top > 0.6 * page.Height && BlockMarks.Note().Match(words) is { Success: true } note)
            return new FootnoteBlock(note.Groups["marker"].Value, note.Groups["text"].Value);
        return new ParagraphBlock(words, words.Length < 300 && BlockMarks.Caption().IsMatch(words) ? ParagraphRole.Caption : null);
    }

    private int? Level()
    {
        if (!IsHeading(_lines)) return null;
        return type.LevelOf(_lines[0].Size) ?? type.BoldLevel + Math.Max(0, BlockMarks.NumberedHeading().Match(_lines[0].Text) is { Success: true } m ? m.Value.Count(c => c == '.') - 1 : 0);
    }

    private bool IsHeading(List<Line> lines)
    {
        var length = lines.Sum(l => l.Text.Length);
        if (lines.Count > 3 || length > 200 || !lines.Any(l => l.Text.Any(char.IsLetter))) return false;
        if (type.LevelOf(lines[0].Size) is not null) return lines[0].Confidence is null || !BlockMarks.EndsSentence(lines[^1].Text);
        return lines.TrueForAll(l => l.Bold) && lines.Count <= 2 && length <= 120 && lines[0].Size >= 0.97 * type.Body && !BlockMarks.EndsSentence(lines[^1].Text) && lines[^1].Text[^1] is not (',' or ';' or '，') && !BulletOnly(lines[0].Text);
    }

    private static bool BulletOnly(string text) => BlockMarks.ItemStart().Match(text) is { Success: true } m && !char.IsDigit(m.Groups["marker"].Value[0]);

    // Options of a program, one a line; in a sentence they may stand at the beginning of a line by chance.
    private bool StartsOption(Line line, Line above) =>
        BlockMarks.Option().IsMatch(line.Text) && (BlockMarks.EndsSentence(above.Text) || BlockMarks.Option().IsMatch(above.Text) || BlockMarks.Option().IsMatch(_lines[0].Text));

    private static bool IsListItem(Line line) => BlockMarks.ItemStart().IsMatch(line.Text);

    private string Code()
    {
        var left = _lines.Min(l => l.Area.Left);
        var widths = _lines.Where(l => l.Text.Length > 0).Select(l => l.Area.Width / l.Text.Length).Order().ToList();
        var width = Math.Max(1, widths[widths.Count / 2]);
        return string.Join('\n', _lines.Select(l => new string(' ', (int)Math.Clamp(Math.Round((l.Area.Left - left) / width), 0, 80)) + l.Text));
    }
}
