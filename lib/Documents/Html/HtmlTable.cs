using System.Globalization;
using AngleSharp.Dom;
using Onebox.Documents.Recognition;
using Onebox.Documents.Tables;
using Onebox.Documents.Text;

namespace Onebox.Documents.Html;

/// <summary>A table with its spans laid out as HTML's own table algorithm does.</summary>
internal static class HtmlTable
{
    private const int MostSpan = 1000;

    /// <summary>Tables that place a page's parts: tables inside, headings inside, or one column only.</summary>
    public static bool IsLayout(IElement table)
    {
        if (table.GetAttribute("role") is "presentation" or "none") return true;
        if (table.QuerySelector("th, caption, thead") is not null) return false;
        if (table.QuerySelector("table, h1, h2, h3, ul, ol, pre") is not null) return true;
        return Rows(table).All(r => Cells(r).Count() <= 1);
    }

    public static TableBlock Read(IElement table, Reading reading)
    {
        var grid = new GridRows();
        var headers = 0;
        var bodyBegan = false;
        var links = new List<Link>();
        foreach (var row in Rows(table))
        {
            reading.Budget.Tick();
            var cells = Cells(row).ToList();
            if (cells.Count == 0) continue;
            if (!bodyBegan && (row.ParentElement?.LocalName == "thead" || cells.All(c => c.LocalName == "th"))) headers++;
            else bodyBegan = true;
            grid.BeginRow();
            foreach (var cell in cells)
            {
                grid.Add(InlineText.Of(cell), Span(cell, "colspan"), Span(cell, "rowspan"));
                foreach (var anchor in cell.QuerySelectorAll("a[href]"))
                    if (Whitespace.Collapse(anchor.TextContent) is { Length: > 0 } text && links.Count < 1000) links.Add(new Link(text, anchor.GetAttribute("href")!));
            }
        }

        var rows = grid.Finish();
        var caption = Whitespace.Collapse(table.QuerySelector("caption")?.TextContent ?? "");
        return new TableBlock(rows, headers > 0 ? Math.Min(headers, rows.Count) : HeaderRows.Count(rows), caption.Length > 0 ? caption : null) { Links = links.Count > 0 ? links : null };
    }

    private static IEnumerable<IElement> Rows(IElement table) =>
        table.Children.SelectMany(c => c.LocalName == "tr" ? [c] : c.LocalName is "thead" or "tbody" or "tfoot" ? c.Children.Where(r => r.LocalName == "tr") : []);

    private static IEnumerable<IElement> Cells(IElement row) => row.Children.Where(c => c.LocalName is "td" or "th");

    private static int Span(IElement cell, string name) =>
        int.TryParse(cell.GetAttribute(name), NumberStyles.Integer, CultureInfo.InvariantCulture, out var span) ? Math.Clamp(span, 1, MostSpan) : 1;
}
