using System.Globalization;
using System.Xml.Linq;
using Onebox.Documents.Packages;
using Onebox.Documents.Text;

namespace Onebox.Documents.Word;

/// <summary>Counts list items as Word does: each numbering has nine levels, and a higher item starts the lower ones anew.</summary>
internal sealed class WordNumbering
{
    private const int Levels = 9;
    private readonly Dictionary<string, XElement> _abstracts = new(StringComparer.Ordinal);
    private readonly Dictionary<string, XElement> _numbers = new(StringComparer.Ordinal);
    private readonly Dictionary<string, int[]> _counts = new(StringComparer.Ordinal);
    private readonly HashSet<string> _begun = new(StringComparer.Ordinal);

    public WordNumbering(XElement? numbering)
    {
        foreach (var definition in numbering.Children("abstractNum"))
            if (definition.Value("abstractNumId") is { } id) _abstracts.TryAdd(id, definition);
        foreach (var number in numbering.Children("num"))
            if (number.Value("numId") is { } id) _numbers.TryAdd(id, number);
    }

    /// <summary>Counts one item.</summary>
    /// <param name="numberId">The numbering's id; <c>0</c> takes numbering away.</param>
    /// <param name="level">From 0.</param>
    /// <returns>What stands before the item; null if this is no list item.</returns>
    public string? Next(string? numberId, int level)
    {
        if (numberId is null or "0" || !_numbers.TryGetValue(numberId, out var number)) return null;
        level = Math.Clamp(level, 0, Levels - 1);
        var abstractId = number.ChildValue("abstractNumId") ?? "";
        if (!_counts.TryGetValue(abstractId, out var counts)) _counts[abstractId] = counts = new int[Levels];
        // Numbers of one definition go on counting together, unless this one says where it starts.
        if (_begun.Add($"{numberId}.{level}") && Start(number, level) is { } overridden) counts[level] = overridden - 1;
        for (var above = 0; above < level; above++)
            if (counts[above] == 0) counts[above] = First(number, abstractId, above);
        counts[level] = counts[level] == 0 ? First(number, abstractId, level) : counts[level] + 1;
        for (var below = level + 1; below < Levels; below++) counts[below] = 0;
        return Marker(number, abstractId, level, counts);
    }

    private string? Marker(XElement number, string abstractId, int level, int[] counts)
    {
        var definition = Definition(number, abstractId, level);
        var format = definition.ChildValue("numFmt");
        if (format is "none") return null;
        if (format is "bullet" or null) return "•";
        var marker = definition.ChildValue("lvlText") ?? $"%{level + 1}.";
        for (var i = 0; i <= level; i++)
        {
            var style = i == level ? format : definition.IsOn("isLgl") ? "decimal" : Definition(number, abstractId, i).ChildValue("numFmt");
            marker = marker.Replace(string.Create(CultureInfo.InvariantCulture, $"%{i + 1}"), Ordinals.Format(counts[i], style), StringComparison.Ordinal);
        }

        return marker.Trim();
    }

    private XElement? Definition(XElement number, string abstractId, int level)
    {
        var own = number.Children("lvlOverride").FirstOrDefault(o => o.Number("ilvl") == level).Child("lvl");
        return own ?? (_abstracts.TryGetValue(abstractId, out var found) ? found.Children("lvl").FirstOrDefault(l => l.Number("ilvl") == level) : null);
    }

    private static int? Start(XElement number, int level) =>
        int.TryParse(number.Children("lvlOverride").FirstOrDefault(o => o.Number("ilvl") == level).ChildValue("startOverride"), NumberStyles.Integer, CultureInfo.InvariantCulture, out var start) ? start : null;

    private int First(XElement number, string abstractId, int level) =>
        int.TryParse(Definition(number, abstractId, level).ChildValue("start"), NumberStyles.Integer, CultureInfo.InvariantCulture, out var start) ? start : 1;
}
