using System.Text;
using Markdig.Extensions.Footnotes;
using Markdig.Extensions.Mathematics;
using Markdig.Extensions.TaskLists;
using Markdig.Syntax.Inlines;

namespace Onebox.Documents.Text;

/// <summary>The words of inline Markdown and its links.</summary>
internal static class MarkdownInline
{
    public static (string Text, IReadOnlyList<Link>? Links) Text(ContainerInline? inline)
    {
        if (inline is null) return ("", null);
        var text = new StringBuilder();
        List<Link>? links = null;
        Append(inline, text, ref links);
        return (Whitespace.CollapseLines(text.ToString()), links);
    }

    private static void Append(ContainerInline container, StringBuilder text, ref List<Link>? links)
    {
        foreach (var child in container)
        {
            switch (child)
            {
                case LiteralInline literal:
                    text.Append(literal.Content.AsSpan());
                    break;
                case CodeInline code:
                    text.Append(code.Content);
                    break;
                case MathInline math:
                    text.Append('$').Append(math.Content.AsSpan()).Append('$');
                    break;
                case LineBreakInline line:
                    if (line.IsHard) text.Append('\n');
                    else if (text.Length > 0 && !(Scripts.IsUnspaced(text[^1]) && line.NextSibling is LiteralInline { Content.Length: > 0 } next && Scripts.IsUnspaced(next.Content.PeekCharAbsolute(next.Content.Start)))) text.Append(' ');
                    break;
                case HtmlInline html:
                    if (html.Tag.StartsWith("<br", StringComparison.OrdinalIgnoreCase)) text.Append('\n');
                    break;
                case HtmlEntityInline entity:
                    text.Append(entity.Transcoded.AsSpan());
                    break;
                case AutolinkInline auto:
                    text.Append(auto.Url);
                    (links ??= []).Add(new Link(auto.Url, auto.IsEmail ? $"mailto:{auto.Url}" : auto.Url));
                    break;
                case FootnoteLink { IsBackLink: false } note:
                    text.Append("[^").Append(note.Footnote.Label?.TrimStart('^')).Append(']');
                    break;
                case TaskList task:
                    text.Append(task.Checked ? "[x]" : "[ ]");
                    break;
                case LinkInline link:
                    var start = text.Length;
                    Append(link, text, ref links);
                    if (!link.IsImage && link.Url is { Length: > 0 } && text.Length > start) (links ??= []).Add(new Link(text.ToString(start, text.Length - start), link.Url));
                    break;
                case ContainerInline inner:
                    Append(inner, text, ref links);
                    break;
            }
        }
    }
}
