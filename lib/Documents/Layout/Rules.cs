using System.Runtime.InteropServices;

namespace Onebox.Documents.Layout;

/// <summary>A straight line that was drawn, across or down.</summary>
/// <param name="At">Its y if it goes across, its x if it goes down.</param>
/// <param name="From">Where it begins on the other axis.</param>
/// <param name="To">Where it ends.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct Rule(double At, double From, double To);

/// <summary>The drawn lines of a page, pieces of one line joined.</summary>
internal sealed class Rules
{
    private const double Tolerance = 2.0;
    private const double Shortest = 6;
    private const int Most = 20_000;
    private readonly List<Rule> _across = [];
    private readonly List<Rule> _down = [];

    public List<Rule> Across => Joined(_across);

    public List<Rule> Down => Joined(_down);

    public void AddAcross(double y, double x0, double x1)
    {
        if (_across.Count < Most) _across.Add(new Rule(y, Math.Min(x0, x1), Math.Max(x0, x1)));
    }

    public void AddDown(double x, double y0, double y1)
    {
        if (_down.Count < Most) _down.Add(new Rule(x, Math.Min(y0, y1), Math.Max(y0, y1)));
    }

    private static List<Rule> Joined(List<Rule> rules)
    {
        var joined = new List<Rule>();
        var sorted = rules.OrderBy(r => r.At).ToList();
        for (var first = 0; first < sorted.Count;)
        {
            var end = first + 1;
            while (end < sorted.Count && sorted[end].At - sorted[first].At <= Tolerance) end++;
            var begin = joined.Count;
            foreach (var rule in sorted[first..end].OrderBy(r => r.From))
            {
                if (joined.Count > begin && rule.From <= joined[^1].To + Tolerance) joined[^1] = joined[^1] with { To = Math.Max(joined[^1].To, rule.To) };
                else joined.Add(rule);
            }

            first = end;
        }

        return joined.Where(r => r.To - r.From >= Shortest).ToList();
    }
}
