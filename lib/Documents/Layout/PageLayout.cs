namespace Onebox.Documents.Layout;

/// <summary>One page cut into what is placed on it.</summary>
/// <param name="Number">From 1.</param>
/// <param name="Width">In points.</param>
/// <param name="Height">In points.</param>
/// <param name="Segments">Pieces of lines outside tables.</param>
/// <param name="Blocks">Tables and figures.</param>
/// <param name="Links">Where links are.</param>
internal sealed record PageLayout(int Number, double Width, double Height, List<Segment> Segments, List<PlacedBlock> Blocks, List<(Area Area, string Target)> Links)
{
    /// <summary>Cuts glyphs along drawn lines, then by alignment.</summary>
    public static PageLayout Of(int number, double width, double height, List<Glyph> glyphs, Rules rules, IEnumerable<PlacedBlock> figures, List<(Area Area, string Target)> links)
    {
        var blocks = new List<PlacedBlock>();
        foreach (var grid in RuledGrid.Find(rules).OrderBy(g => g.Area.Width * g.Area.Height))
            if (RuledTable.Take(grid, glyphs) is { } table) blocks.Add(table);
        var segments = SegmentBuilder.Build(glyphs);
        Contents.Drop(segments);
        blocks.AddRange(AlignedTable.Take(segments));
        blocks.AddRange(figures.Where(f => !blocks.Any(b => b.Area.HoldsMiddleOf(f.Area))));
        return new PageLayout(number, width, height, segments, blocks, links);
    }
}
