using System.Text.RegularExpressions;

namespace Onebox.Documents.Layout;

/// <summary>Headers, footers and page numbers: what stands at the same height near the edge of many pages with the same words, digits aside.</summary>
internal static partial class RunningTitles
{
    private const double Margin = 0.12;

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

        return found;
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
