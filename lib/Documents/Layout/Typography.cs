namespace Onebox.Documents.Layout;

/// <summary>What is normal in a document: the size of its body text, the distance of its lines, the sizes of its headings.</summary>
internal sealed class Typography
{
    private const int MostLevels = 6;
    private readonly List<double> _sizes;

    private readonly double _tolerance;

    private Typography(double body, double spacing, List<double> sizes, double tolerance)
    {
        (Body, Spacing, _sizes, _tolerance) = (body, spacing, sizes, tolerance);
    }

    /// <summary>Of most characters, in points.</summary>
    public double Body { get; }

    /// <summary>From baseline to baseline in a paragraph, in sizes.</summary>
    public double Spacing { get; }

    /// <param name="pages">All of the document.</param>
    /// <param name="scanned">Sizes are estimates of OCR: they vary by a tenth.</param>
    public static Typography Of(IReadOnlyCollection<PageLayout> pages, bool scanned)
    {
        var tolerance = scanned ? 0.13 : 0.045;
        var segments = pages.SelectMany(p => p.Segments).ToList();
        if (segments.Count == 0) return new Typography(10, 1.25, [], tolerance);
        var body = Middle(segments, tolerance);
        var gaps = new List<double>();
        foreach (var page in pages)
        {
            var column = page.Segments.Where(s => Math.Abs(s.Size - body) <= tolerance * body).OrderBy(s => s.Baseline).ToList();
            for (var i = 0; i + 1 < column.Count && gaps.Count < 5000; i++)
                if (column[i + 1].Baseline - column[i].Baseline is var gap and > 0.8 && gap > 0.9 * body && gap < 2.2 * body && column[i + 1].Area.Left < column[i].Area.Right) gaps.Add(gap / body);
        }

        var spacing = gaps.Count == 0 ? 1.25 : gaps.GroupBy(g => Math.Round(g * 20) / 20).OrderByDescending(g => g.Count()).ThenBy(g => g.Key).First().Key;
        return new Typography(body, spacing, Headings(segments, body, tolerance), tolerance);
    }

    // The size, within the tolerance, of most characters.
    private static double Middle(List<Segment> segments, double tolerance)
    {
        var bySize = segments.GroupBy(s => Math.Round(s.Size * 4) / 4).Select(g => (Size: g.Key, Characters: g.Sum(s => s.Text.Length))).ToList();
        var at = bySize.MaxBy(g => bySize.Where(o => Math.Abs(o.Size - g.Size) <= tolerance * g.Size).Sum(o => o.Characters)).Size;
        var near = bySize.Where(o => Math.Abs(o.Size - at) <= tolerance * at).ToList();
        return near.Sum(o => o.Size * o.Characters) / Math.Max(1, near.Sum(o => o.Characters));
    }

    // A size is a heading's if it is larger than the body's and rare.
    private static List<double> Headings(List<Segment> segments, double body, double tolerance)
    {
        var all = segments.Sum(s => s.Text.Length);
        var sizes = new List<double>();
        var levels = new List<List<Segment>>();
        foreach (var segment in segments.Where(s => s.Size > body * (1.04 + tolerance) && s.Text.Length > 1).OrderByDescending(s => s.Size))
        {
            if (levels.Count > 0 && segment.Size >= levels[^1][0].Size * (1 - tolerance)) levels[^1].Add(segment);
            else levels.Add([segment]);
        }

        foreach (var level in levels)
            if (level.Sum(s => s.Text.Length) < 0.3 * all) sizes.Add(level[^1].Size);
        return sizes;
    }

    /// <returns>1 for the largest size; null if lines of this size are no headings by their size.</returns>
    public int? LevelOf(double size)
    {
        if (size <= Body * (1.04 + _tolerance) || _sizes.Count == 0) return null;
        var at = _sizes.FindIndex(s => size >= s - 0.1);
        return at < 0 ? null : Math.Min(MostLevels, at + 1);
    }

    /// <summary>The level of headings that are bold but no larger than the body.</summary>
    public int BoldLevel => Math.Min(MostLevels, _sizes.Count + 1);
}
