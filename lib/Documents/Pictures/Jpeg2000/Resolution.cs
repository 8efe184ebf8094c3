namespace Onebox.Documents.Pictures.Jpeg2000;

/// <summary>One resolution of a component of a tile: its bands and, in the order of the packets, its precincts.</summary>
internal sealed class Resolution
{
    private const int MostBlocks = 4_000_000;
    private static readonly int[] Low = [0];
    private static readonly int[] High = [1, 2, 3];

    private Resolution(Rectangle area, Band[] bands, List<Precinct> precincts) => (Area, Bands, Precincts) = (area, bands, precincts);

    /// <param name="X">Where it begins on the picture's own grid.</param>
    internal sealed record Precinct(long X, long Y, PrecinctBand[] Bands);

    public Rectangle Area { get; }

    public Band[] Bands { get; }

    public IReadOnlyList<Precinct> Precincts { get; }

    /// <param name="component">The component's part of the tile, in its samples.</param>
    /// <param name="tile">On the picture's grid.</param>
    /// <param name="number">0 is the coarsest.</param>
    public static Resolution Make(Rectangle component, Rectangle tile, ComponentSize size, Coding coding, Quantization steps, int number, Action tick)
    {
        var above = coding.Levels - number;
        var area = component.Over(Step(above), Step(above));
        var level = number == 0 ? coding.Levels : above + 1;
        var bands = (number == 0 ? Low : High).Select(high => new Band(high, BandArea(component, level, high), steps, number == 0 ? 0 : (3 * (number - 1)) + high, level, coding.Levels, size.Depth)).ToArray();
        var (px, py) = coding.Precincts[number];
        if (number > 0 && (px == 0 || py == 0)) throw new InvalidDataException("The parts of the picture are damaged.");
        List<Precinct> precincts = [];
        if (area.IsEmpty) return new Resolution(area, bands, precincts);
        var blocks = 0L;
        for (var y = area.Top >> py; y <= (area.Bottom - 1) >> py; y++)
            for (var x = area.Left >> px; x <= (area.Right - 1) >> px; x++)
            {
                tick();
                var parts = bands.Select(band => Part(band, x, y, number == 0 ? px : px - 1, number == 0 ? py : py - 1, coding)).ToArray();
                if ((blocks += 1 + parts.Sum(p => p.Blocks.Length)) > MostBlocks) throw new InvalidDataException("The picture has too many parts.");
                precincts.Add(new Precinct(Math.Max(tile.Left, ((long)x << px) * Step(above) * size.StepX), Math.Max(tile.Top, ((long)y << py) * Step(above) * size.StepY), parts));
            }

        return new Resolution(area, bands, precincts);
    }

    private static int Step(int levels) => levels < 31 ? 1 << levels : int.MaxValue;

    // B-15: a band's samples lie half a step off where it is the high one.
    private static Rectangle BandArea(Rectangle c, int level, int high)
    {
        if (level == 0) return c;
        var (step, half) = (1L << level, 1L << (level - 1));
        var (x, y) = ((high & 1) == 1 ? half : 0, (high & 2) == 2 ? half : 0);
        return new Rectangle(Rectangle.Up(c.Left - x, step), Rectangle.Up(c.Top - y, step), Rectangle.Up(c.Right - x, step), Rectangle.Up(c.Bottom - y, step));
    }

    private static PrecinctBand Part(Band band, int x, int y, int px, int py, Coding coding)
    {
        long left = (long)x << px, top = (long)y << py;
        var area = band.Area.Cut(new Rectangle((int)Math.Min(left, int.MaxValue), (int)Math.Min(top, int.MaxValue), (int)Math.Min(left + (1L << px), int.MaxValue), (int)Math.Min(top + (1L << py), int.MaxValue)));
        if (area.IsEmpty) return new PrecinctBand([], 0, new TagTree(0, 0), new TagTree(0, 0));
        var (bx, by) = (Math.Min(coding.BlockX, px), Math.Min(coding.BlockY, py));
        var (first, last, upper, lower) = (area.Left >> bx, (area.Right - 1) >> bx, area.Top >> by, (area.Bottom - 1) >> by);
        var (across, down) = (last - first + 1, lower - upper + 1);
        if ((long)across * down > MostBlocks) throw new InvalidDataException("The picture has too many parts.");
        var blocks = new CodeBlock[across * down];
        for (var i = 0; i < blocks.Length; i++)
        {
            var (cx, cy) = (first + (i % across), upper + (i / across));
            blocks[i] = new CodeBlock(area.Cut(new Rectangle(cx << bx, cy << by, (cx + 1) << bx, (cy + 1) << by)));
        }

        return new PrecinctBand(blocks, across, new TagTree(across, down), new TagTree(across, down));
    }
}
