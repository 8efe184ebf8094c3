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
        inline.AppendAll(element, 0);
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

    private void AppendAll(INode node, int depth)
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
            if (element.LocalName == "br" || (HtmlBlocks.IsBlock(element.LocalName) && !IsBlank)) Break();
            if (element.LocalName == "img") Append(element.GetAttribute("alt") ?? "");
            AppendAll(element, depth + 1);
        }
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
