using System.Text;
using System.Xml.Linq;
using Onebox.Documents.Packages;

namespace Onebox.Documents.Word;

/// <summary>Turns paragraphs and tables, in their order, into blocks: neighbours that are items of a list or lines of code become one.</summary>
internal sealed class WordBody(WordDocument document, ParagraphRole? role = null)
{
    private readonly List<ListItem> _items = [];
    private readonly List<Link> _itemLinks = [];
    private readonly StringBuilder _code = new();
    private readonly List<Block> _after = [];
    private int? _page;
    private int _depth;
    private XElement? _joined;

    /// <param name="element">A child of the body, of a cell, note, header or text box.</param>
    public void Add(XElement element)
    {
        document.Reading.Budget.Tick();
        if (element.Is("tbl")) EndJoined();
        switch (element.Name.LocalName)
        {
            case "p":
                Paragraph(element);
                break;
            case "tbl":
                Flush();
                if (new WordTable(document).Read(element) is { } table) document.Reading.Add(table);
                break;
            case "sdt" when IsTableOfContents(element):
                break;
            case "altChunk":
                Flush();
                WordChunk.Read(document, element);
                break;
            case "AlternateContent":
                if (element.Alternative() is { } alternative) AddAll(alternative);
                break;
            case "sdt" or "sdtContent" or "ins" or "moveTo" or "customXml" or "smartTag":
                AddAll(element);
                break;
        }
    }

    public void AddAll(XElement parent)
    {
        document.Reading.Budget.CheckDepth(++_depth);
        foreach (var child in parent.Elements()) Add(child);
        _depth--;
    }

    /// <summary>Call it at the end.</summary>
    public void End()
    {
        EndJoined();
        Flush();
    }

    // Nothing came to be joined with.
    private void EndJoined()
    {
        if (_joined is not { } last) return;
        _joined = null;
        last.Child("pPr").Child("rPr")?.Remove();
        Paragraph(last);
    }

    private void Flush()
    {
        if (_items.Count > 0) document.Reading.Add(new ListBlock(_items.ToArray()) { Page = _page, Links = _itemLinks.Count > 0 ? _itemLinks.ToArray() : null });
        if (_code.Length > 0) document.Reading.Add(new CodeBlock(_code.ToString().TrimEnd('\n')) { Page = _page });
        _items.Clear();
        _itemLinks.Clear();
        _code.Clear();
        foreach (var block in _after) document.Reading.Add(block);
        _after.Clear();
    }

    private void Paragraph(XElement paragraph)
    {
        var properties = paragraph.Child("pPr");
        var style = properties.ChildValue("pStyle");
        var kind = document.Styles.Kind(style);
        if (kind == WordStyleKind.TableOfContents) return;
        if (properties.IsOn("pageBreakBefore")) document.Pages.Broken();
        // The mark at its end was deleted: with the changes accepted, it is one paragraph with the next.
        if (properties.Child("rPr").Child("del") is not null)
        {
            _joined = _joined is null ? new XElement("p", paragraph.Elements()) : new XElement("p", _joined.Elements(), paragraph.Elements().Where(e => !e.Is("pPr")));
            return;
        }

        var text = new WordText(document);
        var page = document.Pages.Current;
        if (_joined is not null) text.Read(_joined);
        _joined = null;
        text.Read(paragraph);
        var words = text.Take();
        // A break at the paragraph's beginning puts all of it on the next page.
        if (paragraph.Descendants().FirstOrDefault(e => e.Name.LocalName is "t" or "lastRenderedPageBreak" or "br")?.Name.LocalName is not "t") page = document.Pages.Current;
        Place(words, text, properties, style, kind, page);
        var extras = new WordExtras(document);
        extras.Read(text, page, _after, role);
        if (_items.Count == 0 && _code.Length == 0) Flush();
        if (properties.Child("sectPr") is { } section) document.Sections.Add(section);
    }

    private void Place(string words, WordText text, XElement? properties, string? style, WordStyleKind kind, int? page)
    {
        var links = text.Links.Count > 0 ? text.Links : null;
        var level = WordStyles.Level(properties) ?? document.Styles.HeadingLevel(style) ?? 0;
        if (words.Length == 0)
        {
            if (_code.Length > 0 && kind == WordStyleKind.Code) _code.Append('\n');
            return;
        }

        var (marker, depth) = document.Count(properties, level);
        if (level > 0 && role is null)
        {
            Flush();
            // People speak of 4.2, so it is part of the heading; a bullet before one says nothing.
            var number = marker is not null && marker.Any(char.IsLetterOrDigit) ? $"{marker} " : "";
            document.Reading.Add(new HeadingBlock(level, number + words.Replace('\n', ' ')) { Page = page, Links = links });
        }
        else if (marker is not null)
        {
            if (_code.Length > 0 || _items.Count == 0) Flush();
            if (_items.Count == 0) _page = page;
            _items.Add(new ListItem(words, depth, marker));
            _itemLinks.AddRange(text.Links);
        }
        else if (kind == WordStyleKind.Code)
        {
            if (_items.Count > 0 || _code.Length == 0) Flush();
            if (_code.Length == 0) _page = page;
            _code.Append(words).Append('\n');
        }
        else
        {
            Flush();
            document.Reading.Add(new ParagraphBlock(words, role ?? (kind == WordStyleKind.Quote ? ParagraphRole.Quote : kind == WordStyleKind.Caption ? ParagraphRole.Caption : null)) { Page = page, Links = links });
        }
    }

    private static bool IsTableOfContents(XElement sdt) => sdt.Child("sdtPr").Child("docPartObj").ChildValue("docPartGallery") == "Table of Contents";
}
