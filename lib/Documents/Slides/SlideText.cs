using System.Text;
using System.Xml.Linq;
using Onebox.Documents.Packages;
using Onebox.Documents.Recognition;
using Onebox.Documents.Text;

namespace Onebox.Documents.Slides;

/// <summary>A shape's paragraphs: plain ones, and lists where bullets or numbers stand before them.</summary>
internal sealed class SlideText(Dictionary<string, OfficePackage.Relation> relations, Reading reading)
{
    private readonly List<Block> _blocks = [];
    private readonly List<ListItem> _items = [];
    private readonly List<Link> _links = [];
    private readonly int[] _counts = new int[10];

    /// <param name="body">The shape's text body.</param>
    /// <param name="isBody">A placeholder for content: its paragraphs have bullets unless they say otherwise.</param>
    public List<Block> Read(XElement? body, bool isBody)
    {
        var paragraphs = body.Children("p").ToList();
        foreach (var paragraph in paragraphs)
        {
            reading.Budget.Tick();
            var links = new List<Link>();
            var text = Words(paragraph, links);
            var properties = paragraph.Child("pPr");
            var level = Math.Clamp(properties.Number("lvl") ?? 0, 0, 8);
            if (text.Length == 0) continue;
            var marker = Marker(properties, level, isBody && paragraphs.Count > 1);
            if (marker is null)
            {
                EndList();
                _blocks.Add(new ParagraphBlock(text) { Links = links.Count > 0 ? links : null });
                continue;
            }

            _items.Add(new ListItem(text, level, marker));
            _links.AddRange(links);
        }

        EndList();
        return _blocks;
    }

    public string Words(XElement paragraph, List<Link> links)
    {
        var text = new StringBuilder();
        foreach (var run in paragraph.Elements())
        {
            if (run.Is("br")) text.Append('\n');
            if (run.Is("fld") && run.Value("type") is "slidenum") continue;
            if (!run.Is("r") && !run.Is("fld"))
            {
                foreach (var math in run.Descendants().Where(e => e.Is("t"))) text.Append(math.Value);
                continue;
            }

            var words = run.Child("t")?.Value ?? "";
            text.Append(words.Replace('\v', '\n'));
            if (run.Child("rPr").Child("hlinkClick").Value("id") is { } id && relations.TryGetValue(id, out var link) && link.IsExternal && words.Trim().Length > 0) links.Add(new Link(words.Trim(), link.Target));
        }

        return text.ToString().Trim();
    }

    private string? Marker(XElement? properties, int level, bool bulletByDefault)
    {
        if (properties.Child("buAutoNum") is { } numbered)
        {
            _counts[level] = _counts[level] == 0 ? numbered.Number("startAt") ?? 1 : _counts[level] + 1;
            Array.Clear(_counts, level + 1, _counts.Length - level - 1);
            var type = numbered.Value("type") ?? "";
            var style = type.StartsWith("alphaLc", StringComparison.Ordinal) ? "a" : type.StartsWith("alphaUc", StringComparison.Ordinal) ? "A" : type.StartsWith("romanLc", StringComparison.Ordinal) ? "i" : type.StartsWith("romanUc", StringComparison.Ordinal) ? "I" : type.StartsWith("ea1Chs", StringComparison.Ordinal) ? "chineseCounting" : null;
            return Ordinals.Format(_counts[level], style) + (type.EndsWith("ParenR", StringComparison.Ordinal) ? ")" : ".");
        }

        if (properties.Child("buNone") is not null) return null;
        return properties.Child("buChar") is not null || properties.Child("buBlip") is not null || bulletByDefault ? "•" : null;
    }

    private void EndList()
    {
        if (_items.Count > 0) _blocks.Add(new ListBlock(_items.ToArray()) { Links = _links.Count > 0 ? _links.ToArray() : null });
        _items.Clear();
        _links.Clear();
    }
}
