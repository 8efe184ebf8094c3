using System.Text.RegularExpressions;
using Onebox.Documents.Recognition;

namespace Onebox.Documents.Layout;

/// <summary>The items of a list that may still go on; how far each is indented makes its level.</summary>
internal sealed class OpenList(Reading reading)
{
    private readonly List<(ListItem Item, double Left, Area Area)> _items = [];
    private PageLayout? _page;

    /// <param name="confidence">Of the list's last lines.</param>
    public void Add(Match item, Area area, PageLayout page, double? confidence)
    {
        var left = VisualOrder.RunsToLeft(item.Value) ? page.Width - area.Right : area.Left;
        if (_items.Count > 0 && _page is not null && (page.Number - _page.Number > 1 || Math.Abs(left - _items[0].Left) > 200)) End(confidence);
        if (_items.Count == 0) _page = page;
        var marker = item.Groups["marker"].Value;
        _items.Add((new ListItem(item.Groups["text"].Value, 0, char.IsLetterOrDigit(marker[0]) && marker != "o" || marker.Length > 1 || marker[0] is >= '①' and <= '⑳' ? marker : "•"), left, area));
    }

    public void End(double? confidence)
    {
        if (_items.Count == 0) return;
        var levels = new List<double>();
        foreach (var left in _items.Select(i => i.Left).Order())
            if (levels.Count == 0 || left - levels[^1] > 6) levels.Add(left);
        var area = Area.Of(_items.Select(i => i.Area));
        var items = _items.Select(i => i.Item with { Level = Math.Max(0, levels.FindLastIndex(l => l <= i.Left + 0.5)) }).ToArray();
        reading.Add(new ListBlock(items) { Page = _page?.Number, Box = area.ToBox(), Links = _page is null ? null : PageLinks.In(_page, area), Confidence = confidence });
        _items.Clear();
    }
}
