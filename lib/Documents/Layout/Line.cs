namespace Onebox.Documents.Layout;

/// <summary>Segments of one column that stand on one baseline.</summary>
internal sealed record Line(string Text, Area Area, double Baseline, double Size, bool Bold, bool Mono, double? Confidence)
{
    /// <summary>Where it begins and ends, as if it were read from left to right between these margins.</summary>
    public (double Start, double End) Reach(double left, double right) =>
        VisualOrder.RunsToLeft(Text) ? (left + right - Area.Right, left + right - Area.Left) : (Area.Left, Area.Right);

    /// <returns>Lines from top to bottom.</returns>
    public static List<Line> Of(IEnumerable<Segment> segments)
    {
        var rows = new List<List<Segment>>();
        foreach (var segment in segments.OrderBy(s => s.Baseline))
        {
            if (rows.Count > 0 && segment.Baseline - rows[^1][0].Baseline <= 0.4 * Math.Min(segment.Size, rows[^1][0].Size)) rows[^1].Add(segment);
            else rows.Add([segment]);
        }

        return rows.ConvertAll(Join);
    }

    private static Line Join(List<Segment> row)
    {
        row.Sort((a, b) => a.Area.Left.CompareTo(b.Area.Left));
        var main = row.MaxBy(s => s.Text.Length)!;
        if (VisualOrder.RunsToLeft(string.Concat(row.Select(s => s.Text)))) row.Reverse();
        return new Line(
            string.Join(' ', row.Select(s => s.Text)), Area.Of(row.Select(s => s.Area)), main.Baseline, main.Size, row.TrueForAll(s => s.Bold), row.TrueForAll(s => s.Mono),
            row.TrueForAll(s => s.Confidence is null) ? null : row.Average(s => s.Confidence ?? 1));
    }
}
