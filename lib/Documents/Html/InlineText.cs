using System.Text;
using AngleSharp.Dom;
using Onebox.Documents.Text;

namespace Onebox.Documents.Html;

/// <summary>The words of a run of inline elements, as a browser shows them, with their links.</summary>
internal sealed class InlineText
{
    private const int Deepest = 64;

    private readonly StringBuilder _text = new();
    private readonly List<Link> _links = [];

    /// <summary>All that an element says, each block in it on a line of its own.</summary>
    public static string Of(IElement element)
    {
        var inline = new InlineText();
        inline.AppendAll(element);
        return inline.Take().Text;
    }

    public bool IsBlank => _text.Length == 0 || string.IsNullOrWhiteSpace(_text.ToString());

    public void Append(string text)
    {
        // A line break in the source is a space on the screen; only <br> breaks lines.
        foreach (var c in text) _text.Append(c is '\n' or '\r' or '\t' ? ' ' : c);
    }

    public void Break() => _text.Append('\n');

    public void AddLink(IElement anchor)
    {
        var target = anchor.GetAttribute("href");
        var text = Whitespace.Collapse(anchor.TextContent);
        if (!string.IsNullOrWhiteSpace(target) && text.Length > 0 && target.Length < 2048 && !target.TrimStart().StartsWith("javascript:", StringComparison.OrdinalIgnoreCase))
            _links.Add(new Link(text, target.Trim()));
    }

    /// <summary>What stands in a node, each block in it on a line of its own.</summary>
    /// <param name="lists">Takes the lists in it instead.</param>
    public void AppendAll(INode node, List<IElement>? lists = null, int depth = 0)
    {
        if (depth > Deepest)
        {
            Append(node.TextContent);
            return;
        }

        foreach (var child in node.ChildNodes)
        {
            if (child is IText text) Append(text.Data);
            if (child is not IElement element || element.LocalName is "script" or "style") continue;
            if (lists is not null && element.LocalName is "ul" or "ol") lists!.Add(element);
            else AppendElement(element, lists, depth);
        }
    }

    private void AppendElement(IElement element, List<IElement>? lists, int depth)
    {
        switch (element.LocalName)
        {
            case "br":
                Break();
                return;
            case "img":
                Append(element.GetAttribute("alt") ?? "");
                return;
            case "pre":
                EndLine();
                _text.Append(element.TextContent.Trim('\n', '\r'));
                EndLine();
                return;
            case "td" or "th":
                // A table inside a cell or an item: its rows are lines.
                Append(" ");
                AppendAll(element, lists, depth + 1);
                return;
            case "a":
                AddLink(element);
                break;
        }

        var isBlock = HtmlBlocks.IsBlock(element.LocalName) || element.LocalName is "ul" or "ol" or "dl" or "table" or "blockquote" or "h1" or "h2" or "h3" or "h4" or "h5" or "h6";
        if (isBlock) EndLine();
        AppendAll(element, lists, depth + 1);
        if (isBlock) EndLine();
    }

    private void EndLine()
    {
        if (!IsBlank && _text[^1] != '\n') Break();
    }

    /// <returns>The text so far and its links; the instance starts anew.</returns>
    public (string Text, IReadOnlyList<Link>? Links) Take()
    {
        var result = (Whitespace.CollapseLines(_text.ToString()), _links.Count == 0 ? null : (IReadOnlyList<Link>)_links.ToArray());
        _text.Clear();
        _links.Clear();
        return result;
    }
}
