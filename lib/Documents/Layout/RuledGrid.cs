namespace Onebox.Documents.Layout;

/// <summary>Cells between drawn lines: lines that touch make a grid; where a line is missing between two places, they are one cell.</summary>
internal sealed class RuledGrid
{
    private const double Touch = 3.5;
    private const double SamePlace = 3.0;
    private const int MostLines = 400;

    private RuledGrid(double[] xs, double[] ys, List<(int Row, int Column, int Rows, int Columns)> cells)
    {
        (Xs, Ys, Cells) = (xs, ys, cells);
    }

    public double[] Xs { get; }

    public double[] Ys { get; }

    public List<(int Row, int Column, int Rows, int Columns)> Cells { get; }

    public Area Area => new(Xs[0], Ys[0], Xs[^1], Ys[^1]);

    public Area AreaOf((int Row, int Column, int Rows, int Columns) cell) => new(Xs[cell.Column], Ys[cell.Row], Xs[cell.Column + cell.Columns], Ys[cell.Row + cell.Rows]);

    public static List<RuledGrid> Find(Rules rules)
    {
        var (across, down) = (rules.Across, rules.Down);
        var grids = new List<RuledGrid>();
        if (across.Count is < 2 or > 3000 || down.Count is < 2 or > 3000) return grids;
        foreach (var (h, v) in Groups(across, down))
            if (h.Count >= 2 && v.Count >= 2 && Make(h, v) is { } grid) grids.Add(grid);
        return grids;
    }

    private static List<(List<Rule> Across, List<Rule> Down)> Groups(List<Rule> across, List<Rule> down)
    {
        var parent = Enumerable.Range(0, across.Count + down.Count).ToArray();
        int Root(int i)
        {
            while (parent[i] != i) i = parent[i] = parent[parent[i]];
            return i;
        }

        for (var a = 0; a < across.Count; a++)
            for (var d = 0; d < down.Count; d++)
                if (down[d].At >= across[a].From - Touch && down[d].At <= across[a].To + Touch && across[a].At >= down[d].From - Touch && across[a].At <= down[d].To + Touch)
                    parent[Root(a)] = Root(across.Count + d);
        return Enumerable.Range(0, parent.Length).GroupBy(Root)
            .Select(g => (g.Where(i => i < across.Count).Select(i => across[i]).ToList(), g.Where(i => i >= across.Count).Select(i => down[i - across.Count]).ToList())).ToList();
    }

    private static RuledGrid? Make(List<Rule> across, List<Rule> down)
    {
        var xs = Places(down.Select(d => d.At));
        var ys = Places(across.Select(a => a.At));
        // Tables that are open at the sides: their lines across reach beyond the outermost lines down.
        if (across.Min(a => a.From) < xs[0] - 10) xs = [across.Min(a => a.From), .. xs];
        if (across.Max(a => a.To) > xs[^1] + 10) xs = [.. xs, across.Max(a => a.To)];
        if (xs.Length is < 2 or > MostLines || ys.Length is < 2 or > MostLines) return null;
        var (rows, columns) = (ys.Length - 1, xs.Length - 1);
        var cell = new int[rows, columns];
        for (var y = 0; y < rows; y++)
        {
            for (var x = 0; x < columns; x++)
            {
                if (cell[y, x] != 0) continue;
                var (w, h) = (1, 1);
                while (x + w < columns && cell[y, x + w] == 0 && !Has(down, xs[x + w], ys[y], ys[y + 1])) w++;
                while (y + h < rows && Enumerable.Range(x, w).All(c => !Has(across, ys[y + h], xs[c], xs[c + 1])) && Enumerable.Range(x + 1, w - 1).All(c => !Has(down, xs[c], ys[y + h], ys[y + h + 1]))) h++;
                for (var dy = 0; dy < h; dy++)
                    for (var dx = 0; dx < w; dx++)
                        cell[y + dy, x + dx] = (y * columns) + x + 1;
            }
        }

        var cells = new List<(int, int, int, int)>();
        for (var y = 0; y < rows; y++)
        {
            for (var x = 0; x < columns; x++)
            {
                var id = (y * columns) + x + 1;
                if (cell[y, x] != id) continue;
                var (w, h) = (1, 1);
                while (x + w < columns && cell[y, x + w] == id) w++;
                while (y + h < rows && cell[y + h, x] == id) h++;
                cells.Add((y, x, h, w));
            }
        }

        return cells.Count < 2 ? null : new RuledGrid(xs, ys, cells);
    }

    private static bool Has(List<Rule> rules, double at, double from, double to) =>
        rules.Where(r => Math.Abs(r.At - at) <= SamePlace).Sum(r => Math.Max(0, Math.Min(r.To, to) - Math.Max(r.From, from))) > 0.5 * (to - from);

    private static double[] Places(IEnumerable<double> values)
    {
        var places = new List<double>();
        foreach (var value in values.Order())
            if (places.Count == 0 || value - places[^1] > SamePlace) places.Add(value);
        return [.. places];
    }
}
