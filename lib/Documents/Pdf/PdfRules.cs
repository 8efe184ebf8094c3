using Onebox.Documents.Layout;
using Onebox.Documents.Recognition;
using UglyToad.PdfPig.Core;

namespace Onebox.Documents.Pdf;

/// <summary>The lines that a page draws: strokes, and filled rectangles as thin as lines.</summary>
internal static class PdfRules
{
    private const double Straight = 1.0;
    private const double Thin = 3.0;
    private const int Most = 50_000;

    public static Rules Read(UglyToad.PdfPig.Content.Page page, Budget budget)
    {
        var rules = new Rules();
        var height = page.Height;
        foreach (var path in page.Paths.Take(Most))
        {
            budget.Tick();
            if (path.IsClipping && !path.IsFilled && !path.IsStroked) continue;
            foreach (var part in path)
            {
                if (path.IsStroked) Strokes(part, height, rules);
                else if (path.IsFilled && part.GetBoundingRectangle() is { } box) Filled(PdfPage.ToArea(box, height), rules);
            }
        }

        return rules;
    }

    private static void Strokes(PdfSubpath part, double height, Rules rules)
    {
        PdfPoint? first = null;
        PdfPoint? at = null;
        foreach (var command in part.Commands)
        {
            switch (command)
            {
                case PdfSubpath.Move move:
                    first = at = move.Location;
                    break;
                case PdfSubpath.Line line:
                    Add(line.From, line.To, height, rules);
                    at = line.To;
                    break;
                case PdfSubpath.Close when first is { } begin && at is { } end:
                    Add(end, begin, height, rules);
                    break;
            }
        }
    }

    private static void Add(PdfPoint from, PdfPoint to, double height, Rules rules)
    {
        if (Math.Abs(from.Y - to.Y) <= Straight) rules.AddAcross(height - ((from.Y + to.Y) / 2), from.X, to.X);
        else if (Math.Abs(from.X - to.X) <= Straight) rules.AddDown((from.X + to.X) / 2, height - from.Y, height - to.Y);
    }

    private static void Filled(Area area, Rules rules)
    {
        if (area.Height <= Thin && area.Width > Thin) rules.AddAcross(area.MiddleY, area.Left, area.Right);
        else if (area.Width <= Thin && area.Height > Thin) rules.AddDown(area.MiddleX, area.Top, area.Bottom);
    }
}
