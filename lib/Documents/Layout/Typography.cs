namespace Onebox.Documents.Layout;

/// <summary>What is normal in a document: the size of its body text, the distance of its lines, the sizes of its headings.</summary>
internal sealed class Typography
{
    private const int MostLevels = 6;
    private readonly List<double> _sizes;

    private Typography(double body, double spacing, List<double> sizes)
    {
        (Body, Spacing, _sizes) = (body, spacing, sizes);
    }

    /// <summary>Of most characters, in points.</summary>
    public double Body { get; }

    /// <summary>From baseline to baseline in a paragraph, in sizes.</summary>
    public double Spacing { get; }

    public static Typography Of(IReadOnlyCollection<PageLayout> pages, double sameSize = 0.5)
    {
        var segments = pages.SelectMany(p => p.Segments).ToList();
        if (segments.Count == 0) return new Typography(10, 1.25, []);
        var body = segments.GroupBy(s => Math.Round(s.Size / sameSize) * sameSize).MaxBy(g => g.Sum(s => s.Text.Length))!.Key;
        var gaps = new List<double>();
        foreach (var page in pages)
        {
            var column = page.Segments.Where(s => Math.Abs(s.Size - body) <= sameSize).OrderBy(s => s.Baseline).ToList();
            for (var i = 0; i + 1 < column.Count && gaps.Count < 5000; i++)
                if (column[i + 1].Baseline - column[i].Baseline is var gap and > 0.8 && gap > 0.9 * body && gap < 2.2 * body && column[i + 1].Area.Left < column[i].Area.Right) gaps.Add(gap / body);
        }

        var spacing = gaps.Count == 0 ? 1.25 : gaps.GroupBy(g => Math.Round(g * 20) / 20).OrderByDescending(g => g.Count()).ThenBy(g => g.Key).First().Key;
        // A size is a heading's if it is larger than the body's and rare.
        var all = segments.Sum(s => s.Text.Length);
        var sizes = new List<double>();
        foreach (var group in segments.Where(s => s.Size > body * 1.08 && s.Size >= body + sameSize).GroupBy(s => Math.Round(s.Size / sameSize) * sameSize).OrderByDescending(g => g.Key))
            if (group.Sum(s => s.Text.Length) < 0.3 * all && (sizes.Count == 0 || sizes[^1] - group.Key > sameSize * 0.9)) sizes.Add(group.Key);
        return new Typography(body, spacing, sizes);
    }

    /// <returns>1 for the largest size; null if lines of this size are no headings by their size.</returns>
    public int? LevelOf(double size)
    {
        if (size <= Body * 1.08 || _sizes.Count == 0) return null;
        var at = _sizes.FindIndex(s => size >= s - 0.3);
        return at < 0 ? null : Math.Min(MostLevels, at + 1);
    }

    /// <summary>The level of headings that are bold but no larger than the body.</summary>
    public int BoldLevel => Math.Min(MostLevels, _sizes.Count + 1);
}
