using System.Text.RegularExpressions;

namespace Onebox.Documents.Layout;

/// <summary>Lines of a table of contents: a title, dots, a page. They say what the headings say again, and would be found instead of them.</summary>
internal static partial class Contents
{
    // Dots to fill in stand in forms too, but lead to no page.
    private const int Fewest = 3;

    /// <summary>Takes them out of a page's pieces of lines.</summary>
    public static void Drop(List<Segment> segments)
    {
        var rows = segments.Where(s => Dots().IsMatch(s.Text)).Select(dots => segments.FindAll(s => Math.Abs(s.Baseline - dots.Baseline) <= 0.4 * dots.Size)).Where(row => Page().IsMatch(row.MaxBy(s => s.Area.Right)!.Text)).ToList();
        if (rows.Count < Fewest) return;
        var entries = rows.SelectMany(r => r).ToHashSet();
        segments.RemoveAll(entries.Contains);
    }

    [GeneratedRegex(@"(\s?[.…·]){5,}", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Dots();

    [GeneratedRegex(@"(^|[\s.…·-])([0-9]{1,4}|[ivxlc]{1,7}|[A-Z]-?[0-9]{1,3})$", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Page();
}
