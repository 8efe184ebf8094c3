using AngleSharp.Dom;
using Onebox.Documents.Recognition;
using Onebox.Documents.Text;

namespace Onebox.Documents.Html;

/// <summary>Walks a tree of elements and cuts it into blocks.</summary>
internal sealed class HtmlBlocks(Reading reading, int? page)
{
    private readonly InlineText _inline = new();
    private int _depth;
    private ParagraphRole? _role;

    public void Read(IElement root)
    {
        Children(root);
        Flush();
    }

    private void Children(INode node)
    {
        reading.Budget.CheckDepth(++_depth);
        foreach (var child in node.ChildNodes)
        {
            reading.Budget.Tick();
            if (child is IText text) _inline.Append(text.Data);
            else if (child is IElement element) Element(element);
        }

        _depth--;
    }

    private void Element(IElement element)
    {
        switch (element.LocalName)
        {
            case "script" or "style" or "template" or "noscript" or "head" or "title" or "button" or "select" or "input" or "textarea" or "svg" or "iframe":
                return;
            case "br":
                _inline.Break();
                return;
            case "hr":
                Flush();
                return;
            case "h1" or "h2" or "h3" or "h4" or "h5" or "h6":
                Flush();
                Children(element);
                var (heading, headingLinks) = _inline.Take();
                reading.Add(new HeadingBlock(element.LocalName[1] - '0', heading.Replace('\n', ' ')) { Page = page, Links = headingLinks });
                return;
            case "pre":
                Flush();
                AddCode(element);
                return;
            case "ul" or "ol" or "menu":
                Flush();
                var list = new HtmlList(reading, page).Read(element);
                reading.Add(list);
                return;
            case "dl":
                Flush();
                Definitions(element);
                return;
            case "table":
                Flush();
                if (HtmlTable.IsLayout(element)) Children(element);
                else reading.Add(HtmlTable.Read(element, reading) with { Page = page });
                Flush();
                return;
            case "blockquote":
                Flush();
                var outer = _role;
                _role = ParagraphRole.Quote;
                Children(element);
                Flush();
                _role = outer;
                return;
            case "figure":
                Flush();
                Figure(element);
                return;
            case "img":
                Image(element, element.GetAttribute("alt"));
                return;
            case "a":
                _inline.AddLink(element);
                Children(element);
                return;
            case "sup" when element.TextContent.Trim() is { Length: > 0 and < 4 } mark && element.QuerySelector("a[href^='#']") is not null:
                _inline.Append($"[^{mark.Trim('[', ']')}]");
                return;
        }

        if (!IsBlock(element.LocalName))
        {
            Children(element);
            return;
        }

        Flush();
        Children(element);
        Flush();
    }

    private void Flush()
    {
        var (text, links) = _inline.Take();
        if (text.Length > 0) reading.Add(new ParagraphBlock(text, _role) { Page = page, Links = links });
    }

    private void AddCode(IElement pre)
    {
        var language = (pre.QuerySelector("code")?.ClassName ?? pre.ClassName)?.Split(' ').FirstOrDefault(c => c.StartsWith("language-", StringComparison.Ordinal) || c.StartsWith("lang-", StringComparison.Ordinal));
        var code = pre.TextContent.Replace("\r\n", "\n", StringComparison.Ordinal).Trim('\n');
        if (!string.IsNullOrWhiteSpace(code)) reading.Add(new CodeBlock(code, language?[(language.IndexOf('-', StringComparison.Ordinal) + 1)..]) { Page = page });
    }

    private void Definitions(IElement list)
    {
        var items = new List<ListItem>();
        var term = "";
        // Terms and what they mean may stand in pairs in a div.
        foreach (var part in list.Children.SelectMany(c => c.LocalName == "div" ? c.Children : (IEnumerable<IElement>)[c]).Where(c => c.LocalName is "dt" or "dd"))
        {
            var text = InlineText.Of(part);
            if (part.LocalName == "dt") term = text;
            else if (text.Length > 0) items.Add(new ListItem(term.Length > 0 ? $"{term}: {text}" : text, 0, "•"));
        }

        reading.Add(new ListBlock(items) { Page = page });
    }

    private void Figure(IElement figure)
    {
        if (figure.QuerySelector("table, pre, blockquote, ul, ol, p") is not null)
        {
            Children(figure);
            Flush();
            return;
        }

        var caption = Whitespace.Collapse(figure.QuerySelector("figcaption")?.TextContent ?? "");
        if (figure.QuerySelector("img") is { } image) Image(image, caption.Length > 0 ? caption : image.GetAttribute("alt"));
        else if (caption.Length > 0) reading.Add(new ParagraphBlock(caption, ParagraphRole.Caption) { Page = page });
    }

    private void Image(IElement image, string? description)
    {
        description = Whitespace.Collapse(description ?? "");
        // Decorations have no words; a picture inside a sentence keeps its place in it.
        if (description.Length == 0) return;
        if (!_inline.IsBlank) _inline.Append($" {description} ");
        else reading.Add(new FigureBlock(description, Part: image.GetAttribute("src") is { Length: < 512 } source && !source.StartsWith("data:", StringComparison.Ordinal) ? source : null) { Page = page });
    }

    internal static bool IsBlock(string name) => name is "p" or "div" or "section" or "article" or "main" or "header" or "footer" or "aside" or "nav" or "address" or "details" or "summary" or "figcaption"
        or "fieldset" or "form" or "center" or "td" or "th" or "tr" or "tbody" or "thead" or "tfoot" or "li" or "dt" or "dd" or "body" or "caption" or "hgroup" or "legend";
}
