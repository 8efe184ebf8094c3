using System.Text.RegularExpressions;

namespace Onebox.Documents.Layout;

/// <summary>Headers, footers and page numbers: what stands at the same height near the edge of many pages with the same words, digits aside.</summary>
internal static partial class RunningTitles
{
    private const double Margin = 0.12;
    private const double FarMargin = 0.18;
    private const int LongestTitle = 120;

    /// <summary>Takes them out of the pages.</summary>
    /// <returns>Each wording once, with the first page that has it and whether it is at the top.</returns>
    public static List<(string Text, int Page, bool Top, Area Area)> Take(List<PageLayout> pages)
    {
        var found = new List<(string Text, int Page, bool Top, Area Area)>();
        var candidates = pages.SelectMany(page => Line.Of(page.Segments.Where(s => s.Area.Bottom < Margin * page.Height || s.Area.Top > (1 - Margin) * page.Height))
            .Select(line => (Page: page, Line: line, Key: Normal(line.Text), Top: line.Area.Bottom < Margin * page.Height))).ToList();
        foreach (var group in candidates.GroupBy(c => (c.Key, c.Top)))
        {
            var on = group.Select(c => c.Page.Number).Distinct().Count();
            var isNumber = PageNumber().IsMatch(group.Key.Key);
            // Even and odd pages, chapters: a third of the pages is enough; a lone page number is known by its form.
            var enough = isNumber ? on >= 2 || (pages.Count == 1 && !group.Key.Top) : on >= 3 && on >= pages.Count * 0.25;
            var first = group.First();
            if (!enough || !SameHeight(group.Select(c => c.Line.Baseline))) continue;
            if (!isNumber) found.Add((first.Line.Text, first.Page.Number, group.Key.Top, first.Line.Area));
            foreach (var (page, line, _, _) in group) page.Segments.RemoveAll(s => line.Area.HoldsMiddleOf(s.Area));
        }

        foreach (var top in (bool[])[true, false]) found.AddRange(TakeApart(pages, top));
        return found;
    }

    /// <summary>
    /// Titles that change from chapter to chapter, and page numbers far from the edge: the outermost line of many pages, always at the same height, no larger than the text and
    /// set apart from it by more than its lines are from each other.
    /// </summary>
    private static IEnumerable<(string Text, int Page, bool Top, Area Area)> TakeApart(List<PageLayout> pages, bool top)
    {
        var outer = pages.Select(page => (Page: page, Line: Outermost(page, top))).Where(o => o.Line is not null).ToList();
        foreach (var same in outer.GroupBy(o => (Height: Math.Round(o.Line!.Baseline / 3), Size: Math.Round(o.Line.Size * 2))))
        {
            var numbers = same.All(o => PageNumber().IsMatch(Normal(o.Line!.Text)));
            if (same.Count() < Math.Max(numbers ? 3 : 4, pages.Count * (numbers ? 0.2 : 0.3))) continue;
            foreach (var (page, line) in same) page.Segments.RemoveAll(s => line!.Area.HoldsMiddleOf(s.Area));
            if (numbers) continue;
            foreach (var (page, line) in same.DistinctBy(o => Normal(o.Line!.Text), StringComparer.Ordinal)) yield return (line!.Text, page.Number, top, line.Area);
        }
    }

    /// <returns>Null if it is part of the text.</returns>
    private static Line? Outermost(PageLayout page, bool top)
    {
        var lines = Line.Of(page.Segments);
        if (lines.Count < 4) return null;
        var (line, next) = top ? (lines[0], lines[1]) : (lines[^1], lines[^2]);
        var nearEdge = top ? line.Area.Bottom < FarMargin * page.Height : line.Area.Top > (1 - FarMargin) * page.Height;
        var steps = lines.Zip(lines.Skip(1), (a, b) => b.Baseline - a.Baseline).Order().ToList();
        var apart = Math.Abs(next.Baseline - line.Baseline) > Math.Max(1.4 * steps[steps.Count / 2], 1.6 * line.Size);
        return nearEdge && apart && line.Confidence is null && line.Text.Length <= LongestTitle && line.Size <= 1.05 * lines.Select(l => l.Size).Order().ElementAt(lines.Count / 2) ? line : null;
    }

    private static bool SameHeight(IEnumerable<double> baselines)
    {
        var sorted = baselines.Order().ToList();
        return sorted[^1] - sorted[0] < 20 || sorted.GroupBy(b => Math.Round(b / 4)).Max(g => g.Count()) >= sorted.Count * 0.4;
    }

    private static string Normal(string text) => Digits().Replace(text, "#").Trim();

    [GeneratedRegex("[0-9]+", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Digits();

    [GeneratedRegex(@"^(page|seite|p\.|第)?\s*[-–—]?\s*#\s*[-–—]?\s*(页|頁)?\s*((/|of|von|共)\s*#\s*(页|頁)?)?$", RegexOptions.CultureInvariant | RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex PageNumber();
}
