namespace Onebox.Documents.Layout;

/// <summary>
/// Columns of a page in the order in which they are read: the page is cut into bands from top to bottom; neighbouring bands that share a gap from top to bottom, with
/// enough lines on either side, are columns, read left before right, each cut again.
/// </summary>
internal static class ReadingOrder
{
    private const int FewestLines = 3;
    private const int Deepest = 8;

    /// <returns>Flows of items, each from top to bottom.</returns>
    public static List<List<Placed>> Order(List<Placed> items, double gutter, int depth = 0)
    {
        var flows = new List<List<Placed>>();
        if (items.Count == 0) return flows;
        var bands = Bands(items);
        var single = new List<Placed>();
        for (var i = 0; i < bands.Count;)
        {
            var columns = depth < Deepest ? Columns(bands, i, gutter) : null;
            if (columns is not { } found)
            {
                single.AddRange(bands[i++]);
                continue;
            }

            Flush();
            var members = bands.GetRange(i, found.Bands).SelectMany(b => b).ToList();
            flows.AddRange(Order(members.Where(m => m.Area.MiddleX < found.At).ToList(), gutter, depth + 1));
            flows.AddRange(Order(members.Where(m => m.Area.MiddleX >= found.At).ToList(), gutter, depth + 1));
            i += found.Bands;
        }

        Flush();
        return flows;

        void Flush()
        {
            if (single.Count > 0) flows.Add([.. single.OrderBy(s => s.Area.Top)]);
            single.Clear();
        }
    }

    private static List<List<Placed>> Bands(List<Placed> items)
    {
        var bands = new List<List<Placed>>();
        var bottom = double.MinValue;
        foreach (var item in items.OrderBy(i => i.Area.Top))
        {
            // Lines of one paragraph may touch with their descenders.
            var slack = Math.Min(2, item.Area.Height * 0.2);
            if (bands.Count > 0 && item.Area.Top < bottom - slack) bands[^1].Add(item);
            else bands.Add([item]);
            bottom = Math.Max(bottom, item.Area.Bottom);
        }

        return bands;
    }

    private static (int Bands, double At)? Columns(List<List<Placed>> bands, int first, double gutter)
    {
        // The gap must be open in all bands; it shrinks as bands are added, until it closes or splits one side from the other.
        var open = Free(bands[first]);
        var count = 0;
        (int Bands, double At)? best = null;
        var members = new List<Placed>();
        for (var i = first; i < bands.Count; i++)
        {
            if (i > first) open = Both(open, Free(bands[i]));
            open.RemoveAll(o => o.To - o.From < gutter);
            if (open.Count == 0) break;
            members.AddRange(bands[i]);
            count++;
            foreach (var (from, to) in open.OrderByDescending(o => Math.Min(o.To, 1e4) - Math.Max(o.From, 0)))
            {
                var at = (Math.Max(from, 0) + Math.Min(to, 1e4)) / 2;
                var left = members.Where(m => m.Area.Right <= from + 1).ToList();
                var right = members.Where(m => m.Area.Left >= to - 1).ToList();
                if (Lines(left) >= FewestLines && Lines(right) >= FewestLines && SideBySide(left, right))
                {
                    best = (count, at);
                    break;
                }
            }
        }

        return best;
    }

    // Two blocks of text beside each other, not one below and beside the other.
    private static bool SideBySide(List<Placed> left, List<Placed> right)
    {
        var (l, r) = (Area.Of(left.Select(p => p.Area)), Area.Of(right.Select(p => p.Area)));
        var overlap = Math.Min(l.Bottom, r.Bottom) - Math.Max(l.Top, r.Top);
        return overlap > 0.3 * Math.Min(l.Height, r.Height);
    }

    private static int Lines(List<Placed> items) => items.Sum(i => i is PlacedBlock ? FewestLines : 1);

    private static List<(double From, double To)> Free(List<Placed> band)
    {
        var free = new List<(double From, double To)>();
        var at = double.NegativeInfinity;
        foreach (var item in band.OrderBy(i => i.Area.Left))
        {
            if (item.Area.Left > at) free.Add((at, item.Area.Left));
            at = Math.Max(at, item.Area.Right);
        }

        free.Add((at, double.PositiveInfinity));
        return free;
    }

    private static List<(double From, double To)> Both(List<(double From, double To)> a, List<(double From, double To)> b) =>
        a.SelectMany(x => b.Select(y => (From: Math.Max(x.From, y.From), To: Math.Min(x.To, y.To)))).Where(o => o.To > o.From).ToList();
}
