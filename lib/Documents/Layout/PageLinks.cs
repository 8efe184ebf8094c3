using Onebox.Documents.Text;

namespace Onebox.Documents.Layout;

/// <summary>The links of a place on a page, each with the words that lie under it.</summary>
internal static class PageLinks
{
    /// <returns>Null when there are none.</returns>
    public static List<Link>? In(PageLayout page, Area area)
    {
        var links = page.Links.Where(l => area.HoldsMiddleOf(l.Area)).Select(l =>
            new Link(string.Join(' ', page.Segments.Where(s => s.Area.Left < l.Area.Right && s.Area.Right > l.Area.Left && s.Area.MiddleY >= l.Area.Top && s.Area.MiddleY <= l.Area.Bottom).Select(s => Part(s, l.Area))).Trim() is { Length: > 0 } words ? words : l.Target, l.Target)).Distinct().ToList();
        return links.Count > 0 ? links : null;
    }

    // The part of a segment under a link, by proportion, to whole words.
    private static string Part(Segment segment, Area link)
    {
        var from = (int)Math.Round(Math.Clamp((link.Left - segment.Area.Left) / segment.Area.Width, 0, 1) * segment.Text.Length);
        var to = (int)Math.Round(Math.Clamp((link.Right - segment.Area.Left) / segment.Area.Width, 0, 1) * segment.Text.Length);
        while (from > 0 && from < segment.Text.Length && segment.Text[from - 1] != ' ' && !Scripts.IsUnspaced(segment.Text[from])) from--;
        while (to < segment.Text.Length && to > 0 && segment.Text[to] != ' ' && segment.Text[to - 1] != ' ' && !Scripts.IsUnspaced(segment.Text[to - 1])) to++;
        return from < to ? segment.Text[from..to].Trim() : "";
    }
}
