using System.Globalization;
using AngleSharp.Dom;
using Onebox.Documents.Recognition;
using Onebox.Documents.Text;

namespace Onebox.Documents.Html;

/// <summary>A list with the lists inside it, as one block of levelled items.</summary>
internal sealed class HtmlList(Reading reading, int? page)
{
    private readonly List<ListItem> _items = [];
    private readonly List<Link> _links = [];

    public ListBlock Read(IElement list)
    {
        Add(list, 0);
        return new ListBlock(_items) { Page = page, Links = _links.Count == 0 ? null : _links };
    }

    private void Add(IElement list, int level)
    {
        reading.Budget.CheckDepth(level);
        var number = int.TryParse(list.GetAttribute("start"), NumberStyles.Integer, CultureInfo.InvariantCulture, out var start) ? start : 1;
        foreach (var child in list.Children)
        {
            reading.Budget.Tick();
            if (child.LocalName is "ul" or "ol")
            {
                Add(child, level + 1);
                continue;
            }

            var inline = new InlineText();
            var nested = new List<IElement>();
            inline.AppendAll(child, nested);
            var (text, links) = inline.Take();
            if (links is not null) _links.AddRange(links);
            if (int.TryParse(child.GetAttribute("value"), NumberStyles.Integer, CultureInfo.InvariantCulture, out var own)) number = own;
            if (text.Length > 0) _items.Add(new ListItem(text, level, list.LocalName == "ol" ? Ordinals.Format(number, list.GetAttribute("type")) + "." : "•"));
            number++;
            foreach (var inner in nested) Add(inner, level + 1);
        }
    }
}
