using Onebox.Documents.Tables;

namespace Onebox.Documents.Layout;

/// <summary>A grid of drawn lines with its text, as a table.</summary>
internal static class RuledTable
{
    /// <summary>Takes the grid's glyphs out of the page.</summary>
    /// <returns>Null if the grid is a frame or a drawing and no table; the glyphs then stay.</returns>
    public static PlacedBlock? Take(RuledGrid grid, List<Glyph> glyphs)
    {
        var inside = glyphs.Where(g => grid.Area.HoldsMiddleOf(g.Area)).ToList();
        if (inside.All(g => string.IsNullOrWhiteSpace(g.Text))) return null;
        var filled = new List<((int Row, int Column, int Rows, int Columns) Place, string Text)>();
        var confidences = new List<double>();
        foreach (var place in grid.Cells)
        {
            var area = grid.AreaOf(place);
            var segments = SegmentBuilder.Build(inside.Where(g => area.HoldsMiddleOf(g.Area)).ToList());
            var read = segments.Where(s => s.Confidence is not null).Select(s => s.Confidence!.Value).ToList();
            confidences.AddRange(read);
            filled.Add((place, read.Count > 0 ? WithoutRule(CellText.Join(segments)) : CellText.Join(segments)));
        }

        var used = filled.Where(f => f.Text.Length > 0).ToList();
        // One box around text, or boxes each alone in their row, are frames.
        if (used.Count < 2 || (grid.Xs.Length == 2 && used.Count < 3)) return null;
        if (grid.Xs.Length == 2 && used.Any(f => f.Text.Length > 200)) return null;
        glyphs.RemoveAll(g => grid.Area.HoldsMiddleOf(g.Area));
        return new PlacedBlock(Table(grid, filled) with { Confidence = confidences.Count == 0 ? null : confidences.Average() }, grid.Area);
    }

    /// <summary>The line between two cells is read as a stroke now and then.</summary>
    private static string WithoutRule(string text) =>
        text.Length > 1 && text[^1] is '/' or '\\' && char.IsLetterOrDigit(text[^2]) && text.IndexOf(text[^1], StringComparison.Ordinal) == text.Length - 1 ? text[..^1] : text;

    private static TableBlock Table(RuledGrid grid, List<((int Row, int Column, int Rows, int Columns) Place, string Text)> cells)
    {
        // Double lines and frames leave rows and columns without a word: they are no rows and columns.
        var rowMap = Kept(grid.Ys.Length - 1, cells.Where(c => c.Text.Length > 0).Select(c => (c.Place.Row, c.Place.Rows)));
        var columnMap = Kept(grid.Xs.Length - 1, cells.Where(c => c.Text.Length > 0).Select(c => (c.Place.Column, c.Place.Columns)));
        var rows = Enumerable.Range(0, rowMap.Count(k => k)).Select(_ => new List<TableCell>()).ToList();
        foreach (var (place, text) in cells.OrderBy(c => c.Place.Column))
        {
            var height = Enumerable.Range(place.Row, place.Rows).Count(r => rowMap[r]);
            var width = Enumerable.Range(place.Column, place.Columns).Count(c => columnMap[c]);
            if (height == 0 || width == 0 || (text.Length == 0 && height == 1 && width == 1)) continue;
            rows[rowMap.Take(place.Row).Count(k => k)].Add(new TableCell(text, columnMap.Take(place.Column).Count(k => k), height, width, Box: grid.AreaOf(place).ToBox()));
        }

        var table = FirstColumn.Count([.. rows.Select(r => new TableRow(r))], columnMap.Count(k => k));
        return new TableBlock(table, HeaderRows.Count(table)) { Box = grid.Area.ToBox() };
    }

    private static bool[] Kept(int count, IEnumerable<(int From, int Span)> used)
    {
        var kept = new bool[count];
        foreach (var (from, span) in used)
            if (span == 1) kept[from] = true;
        // A place that only spanning cells cover counts if nothing else in the span does.
        foreach (var (from, span) in used)
            if (span > 1 && !Enumerable.Range(from, span).Any(i => kept[i])) kept[from] = true;
        return kept;
    }
}
