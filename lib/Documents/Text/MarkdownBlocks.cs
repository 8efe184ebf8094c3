using Markdig.Extensions.Footnotes;
using Markdig.Extensions.Yaml;
using Markdig.Syntax;
using Markdig.Syntax.Inlines;
using Onebox.Documents.Html;
using Onebox.Documents.Recognition;
using Onebox.Documents.Tables;
using MarkdownBlock = Markdig.Syntax.Block;
using MarkdownCode = Markdig.Syntax.CodeBlock;
using MarkdownHeading = Markdig.Syntax.HeadingBlock;
using MarkdownList = Markdig.Syntax.ListBlock;
using MarkdownParagraph = Markdig.Syntax.ParagraphBlock;
using MarkdownTable = Markdig.Extensions.Tables.Table;

namespace Onebox.Documents.Text;

/// <summary>Markdig's tree as blocks.</summary>
internal sealed class MarkdownBlocks(Reading reading, string source)
{
    public void Add(MarkdownBlock block, ParagraphRole? role, int depth)
    {
        reading.Budget.Tick();
        reading.Budget.CheckDepth(depth);
        switch (block)
        {
            case YamlFrontMatterBlock front:
                FrontMatter(front);
                break;
            case MarkdownHeading heading:
                var (title, titleLinks) = MarkdownInline.Text(heading.Inline);
                reading.Add(new HeadingBlock(heading.Level, title.Replace('\n', ' ')) { Links = titleLinks });
                break;
            case MarkdownParagraph { Inline.FirstChild: LinkInline { IsImage: true, NextSibling: null } image }:
                reading.Add(new FigureBlock(MarkdownInline.Text(image).Text is { Length: > 0 } alt ? alt : null, Part: image.Url));
                break;
            case MarkdownParagraph paragraph:
                var (text, links) = MarkdownInline.Text(paragraph.Inline);
                reading.Add(new ParagraphBlock(text, role) { Links = links });
                break;
            case Markdig.Extensions.Mathematics.MathBlock math:
                reading.Add(new CodeBlock(math.Lines.ToString().Trim('\n'), "math"));
                break;
            case MarkdownCode code:
                reading.Add(new CodeBlock(code.Lines.ToString().TrimEnd(), code is FencedCodeBlock { Info.Length: > 0 } fenced ? fenced.Info : null));
                break;
            case MarkdownList list:
                var items = new List<ListItem>();
                var itemLinks = new List<Link>();
                MarkdownLists.Collect(list, 0, items, itemLinks, reading);
                reading.Add(new ListBlock(items) { Links = itemLinks.Count > 0 ? itemLinks : null });
                MarkdownLists.Others(list, other => Add(other, role, depth + 1));
                break;
            case MarkdownTable table:
                reading.Add(Table(table));
                break;
            case HtmlBlock html:
                WebPageParser.Read(html.Lines.ToString(), reading, page: null, wholePage: false);
                break;
            case FootnoteGroup notes:
                foreach (var note in notes.OfType<Footnote>())
                    reading.Add(new FootnoteBlock(note.Label?.TrimStart('^') ?? "", string.Join('\n', note.OfType<MarkdownParagraph>().Select(p => MarkdownInline.Text(p.Inline).Text))));
                break;
            case LinkReferenceDefinitionGroup or ThematicBreakBlock:
                break;
            case ContainerBlock container:
                foreach (var child in container) Add(child, container is QuoteBlock ? ParagraphRole.Quote : role, depth + 1);
                break;
            case LeafBlock { Inline: not null } leaf:
                reading.Add(new ParagraphBlock(MarkdownInline.Text(leaf.Inline).Text, role));
                break;
        }
    }

    private static TableBlock Table(MarkdownTable table)
    {
        var grid = new GridRows();
        var headers = 0;
        foreach (var row in table.OfType<Markdig.Extensions.Tables.TableRow>())
        {
            if (row.IsHeader) headers++;
            grid.BeginRow();
            foreach (var cell in row.OfType<Markdig.Extensions.Tables.TableCell>())
                grid.Add(string.Join('\n', cell.OfType<LeafBlock>().Select(p => MarkdownInline.Text(p.Inline).Text)), Math.Max(1, cell.ColumnSpan), Math.Max(1, cell.RowSpan));
        }

        return new TableBlock(grid.Finish(), headers);
    }

    // Flat "key: value" lines only; the rest of YAML is for machines.
    private void FrontMatter(YamlFrontMatterBlock front)
    {
        foreach (var line in source.Substring(front.Span.Start, Math.Max(0, front.Span.Length)).Split('\n'))
        {
            var colon = line.IndexOf(':', StringComparison.Ordinal);
            if (colon is > 0 and < 40 && !char.IsWhiteSpace(line[0]) && line[0] is not ('-' or '#'))
                reading.Describe(line[..colon].Trim().ToLowerInvariant(), line[(colon + 1)..].Trim().Trim('"', '\''));
        }
    }
}
