using Markdig.Syntax;
using Onebox.Documents.Recognition;
using MarkdownBlock = Markdig.Syntax.Block;
using MarkdownList = Markdig.Syntax.ListBlock;
using MarkdownParagraph = Markdig.Syntax.ParagraphBlock;

namespace Onebox.Documents.Text;

/// <summary>Markdown's nested lists as one list of levelled items.</summary>
internal static class MarkdownLists
{
    public static void Collect(MarkdownList list, int level, List<ListItem> items, List<Link> links, Reading reading)
    {
        reading.Budget.CheckDepth(level);
        foreach (var item in list.OfType<ListItemBlock>())
        {
            reading.Budget.Tick();
            var text = new List<string>();
            var nested = new List<MarkdownList>();
            foreach (var child in item)
            {
                if (child is MarkdownList inner) nested.Add(inner);
                if (child is not MarkdownParagraph paragraph) continue;
                var (words, itemLinks) = MarkdownInline.Text(paragraph.Inline);
                text.Add(words);
                links.AddRange(itemLinks ?? []);
            }

            var marker = list.IsOrdered ? $"{Ordinals.Format(item.Order, list.BulletType is 'a' or 'A' or 'i' or 'I' ? list.BulletType.ToString() : null)}{list.OrderedDelimiter}" : "•";
            items.Add(new ListItem(string.Join('\n', text), level, marker));
            foreach (var inner in nested) Collect(inner, level + 1, items, links, reading);
        }
    }

    /// <summary>Code, tables and quotes inside items: they follow the list as blocks of their own.</summary>
    public static void Others(MarkdownList list, Action<MarkdownBlock> add)
    {
        foreach (var child in list.OfType<ListItemBlock>().SelectMany(i => i))
        {
            if (child is MarkdownList inner) Others(inner, add);
            else if (child is not MarkdownParagraph) add(child);
        }
    }
}
