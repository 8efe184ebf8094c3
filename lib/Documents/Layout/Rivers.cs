namespace Onebox.Documents.Layout;

/// <summary>
/// Columns that stand so close that no single row tells them apart: in rows that are known to be a table, a gap between words that is open in all rows parts columns.
/// </summary>
internal static class Rivers
{
    private const double Narrowest = 0.1;
    private const double WiderThanWordSpace = 0.55;

    /// <returns>The rows, their segments cut where rivers run.</returns>
    public static List<List<Segment>> Split(List<List<Segment>> rows)
    {
        var size = rows[0][0].Size;
        var rivers = Gaps(rows).Where(r => r.To - r.From >= Narrowest * size && Parts(rows, r, size)).ToList();
        rivers.RemoveAll(r => IsOfOneRow(rows, r, rivers, size));
        return rivers.Count == 0 ? rows : rows.ConvertAll(row => row.SelectMany(s => Cut(s, rivers)).ToList());
    }

    private static IEnumerable<(double From, double To)> Gaps(List<List<Segment>> rows)
    {
        var edge = double.NegativeInfinity;
        foreach (var (_, left, right) in rows.SelectMany(r => r).SelectMany(s => s.Words).OrderBy(w => w.Left))
        {
            if (left > edge && !double.IsNegativeInfinity(edge)) yield return (edge, left);
            edge = Math.Max(edge, right);
        }
    }

    // Between two words that always stand together the gap is a word space; between columns it is wider in most rows.
    private static bool Parts(List<List<Segment>> rows, (double From, double To) river, double size)
    {
        var gaps = new List<double>();
        foreach (var row in rows)
        {
            var words = row.SelectMany(s => s.Words).ToList();
            var before = words.Where(w => w.Right <= river.From + 0.1).Select(w => w.Right).DefaultIfEmpty(double.NegativeInfinity).Max();
            var after = words.Where(w => w.Left >= river.To - 0.1).Select(w => w.Left).DefaultIfEmpty(double.PositiveInfinity).Min();
            if (double.IsFinite(after - before)) gaps.Add(after - before);
        }

        gaps.Sort();
        return gaps.Count >= Math.Max(3, rows.Count / 2) && gaps[gaps.Count / 2] >= WiderThanWordSpace * size;
    }

    /// <summary>A word that ends one row's cell where no other row has any is no column: "Yesterday 22:40" among "Today" and "Monday".</summary>
    private static bool IsOfOneRow(List<List<Segment>> rows, (double From, double To) river, List<(double From, double To)> rivers, double size)
    {
        var next = rivers.Where(r => r.From > river.To).Select(r => r.From).DefaultIfEmpty(double.PositiveInfinity).Min();
        var filled = rows.Select(row => row.SelectMany(s => s.Words).ToList()).Where(words => words.Exists(w => w.Left >= river.To - 0.1 && w.Left < next)).ToList();
        return filled.Count == 1 && filled[0].Where(w => w.Left >= river.To - 0.1).Min(w => w.Left) - filled[0].Where(w => w.Right <= river.From + 0.1).Select(w => w.Right).DefaultIfEmpty(double.NegativeInfinity).Max() < WiderThanWordSpace * size;
    }

    private static IEnumerable<Segment> Cut(Segment segment, List<(double From, double To)> rivers)
    {
        var pieces = segment.Words.GroupBy(w => rivers.Count(r => w.Left >= r.To - 0.1)).ToList();
        if (pieces.Count < 2) return [segment];
        return pieces.Select(p => segment.Part(p.ToArray()));
    }
}
