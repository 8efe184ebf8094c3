using System.Xml.Linq;

namespace Onebox.Documents.Packages;

/// <summary>The words of a SmartArt diagram.</summary>
internal static class DiagramList
{
    /// <returns>Null if the diagram has no words.</returns>
    public static ListBlock? Read(XElement? data)
    {
        var items = data.All("pt").Where(p => p.Value("type") is null or "node")
            .Select(p => string.Join(' ', p.Child("t").All("p").Select(paragraph => string.Concat(paragraph.All("t").Select(t => t.Value)))).Trim())
            .Where(t => t.Length > 0).Select(t => new ListItem(t, 0, "•")).ToList();
        return items.Count == 0 ? null : new ListBlock(items);
    }
}
