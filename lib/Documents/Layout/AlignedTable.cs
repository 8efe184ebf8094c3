using Onebox.Documents.Tables;

namespace Onebox.Documents.Layout;

/// <summary>
/// Tables without lines: rows that follow each other and fall into the same columns. Prose in columns looks alike from afar; its pieces are long and its rows are not aligned.
/// </summary>
internal static class AlignedTable
{
    private const int FewestRows = 3;
    private const double LongPiece = 32;
    private const double WiderThanWordSpace = 0.55;
    private const int MostHeaderWords = 4;

    // Of the size. A scan's words stand closer than this, also where lines are justified; narrow columns do not.
    private const double ScannedColumnGap = 0.65;

    /// <summary>Takes the tables' segments out of the page.</summary>
    public static List<PlacedBlock> Take(List<Segment> segments)
    {
        var tables = new List<PlacedBlock>();
        // A table's rows are taken whole, so a line that was cut is in the table with all its pieces, or not at all.
        var whole = new Dictionary<Segment, Segment>(ReferenceEqualityComparer.Instance);
        foreach (var segment in segments)
            foreach (var piece in Pieces(segment)) whole[piece] = segment;
        var rows = Rows(whole.Keys);
        for (var first = 0; first < rows.Count; first++)
        {
            if (rows[first].Count < 2) continue;
            var last = first;
            while (last + 1 < rows.Count && Continues(rows, first, last + 1)) last++;
            if (last - first + 1 < FewestRows) continue;
            var found = rows.GetRange(first, last - first + 1);
            var header = first > 0 ? Header(rows[first - 1], found) : null;
            if (Make(header is null ? found : [header, .. found]) is { } table)
            {
                tables.Add(table);
                foreach (var segment in (header is null ? found : [rows[first - 1], .. found]).SelectMany(r => r)) segments.Remove(whole[segment]);
                first = last;
            }
        }

        return tables;
    }

    /// <summary>OCR finds two cells that stand close as one line.</summary>
    private static IEnumerable<Segment> Pieces(Segment segment)
    {
        if (segment.Confidence is null || segment.Words.Count < 2 || VisualOrder.HasRightToLeft(segment.Text)) return [segment];
        var pieces = new List<List<(string Text, double Left, double Right)>>();
        foreach (var word in segment.Words)
        {
            if (pieces.Count == 0 || (word.Left - pieces[^1][^1].Right >= ScannedColumnGap * segment.Size && !(pieces is [[var first]] && SegmentBuilder.IsMarker(first.Text)))) pieces.Add([word]);
            else pieces[^1].Add(word);
        }

        return pieces.Count == 1 ? [segment] : pieces.Select(words => segment.Part(words));
    }

    /// <summary>Names of columns that stand so close that they look like one line of words.</summary>
    /// <returns>One piece for each column; null if the line is something else.</returns>
    private static List<Segment>? Header(List<Segment> above, List<List<Segment>> table)
    {
        var line = above[0];
        if (above.Sum(s => s.Words.Count) < 2 || table[0][0].Baseline - line.Baseline > 2.2 * line.Size) return null;
        var split = Rivers.Split([above, .. table]);
        var header = split[0];
        if (header.Count != Columns(table).Count || Columns(split).Count != header.Count || header.Any(p => p.Words.Count > MostHeaderWords)) return null;
        return header.Zip(header.Skip(1)).All(p => p.Second.Area.Left - p.First.Area.Right >= WiderThanWordSpace * line.Size) ? header : null;
    }

    private static List<List<Segment>> Rows(IEnumerable<Segment> segments)
    {
        var rows = new List<List<Segment>>();
        foreach (var segment in segments.OrderBy(s => s.Baseline))
        {
            if (rows.Count > 0 && segment.Baseline - rows[^1][0].Baseline <= 0.3 * segment.Size) rows[^1].Add(segment);
            else rows.Add([segment]);
        }

        foreach (var row in rows) row.Sort((a, b) => a.Area.Left.CompareTo(b.Area.Left));
        return rows;
    }

    private static bool Continues(List<List<Segment>> rows, int first, int next)
    {
        var (above, row) = (rows[next - 1], rows[next]);
        if (row[0].Baseline - above[0].Baseline > 3.2 * row[0].Size) return false;
        var columns = Columns(rows.GetRange(first, next - first));
        if (row.Count >= 2) return Columns([.. rows.GetRange(first, next - first + 1)]).Count >= 2;
        // One piece alone: a row with one cell filled, or the rest of a cell above, in a column that is there already and no wider.
        return columns.Count >= 2 && columns.Any(c => row[0].Area.Left >= c.From - 3 && row[0].Area.Right <= c.To + 3) && rows.Count > next + 1 - (row[0].Baseline - above[0].Baseline < 1.5 * row[0].Size ? 1 : 0)
            && (next + 1 >= rows.Count || rows[next + 1].Count >= 2 || row[0].Baseline - above[0].Baseline < 1.4 * row[0].Size);
    }

    // Where no row has ink, columns part.
    private static List<(double From, double To)> Columns(List<List<Segment>> rows)
    {
        var columns = new List<(double From, double To)>();
        foreach (var segment in rows.SelectMany(r => r).OrderBy(s => s.Area.Left))
        {
            if (columns.Count > 0 && segment.Area.Left < columns[^1].To + 2) columns[^1] = (columns[^1].From, Math.Max(columns[^1].To, segment.Area.Right));
            else columns.Add((segment.Area.Left, segment.Area.Right));
        }

        return columns;
    }

    private static int ColumnOf(Segment segment, List<(double From, double To)> columns) => columns.FindIndex(c => segment.Area.MiddleX >= c.From && segment.Area.MiddleX <= c.To);

    private static PlacedBlock? Make(List<List<Segment>> rows)
    {
        while (rows.Count > 0 && rows[^1].Count < 2) rows.RemoveAt(rows.Count - 1);
        if (rows.Count < FewestRows) return null;
        rows = Rivers.Split(rows);
        var columns = Columns(rows);
        var pieces = rows.SelectMany(r => r).ToList();
        if (columns.Count < 2 || rows.Count(r => r.Count >= 2) < Math.Max(FewestRows - 1, rows.Count * 0.5)) return null;
        var cells = rows.SelectMany(r => r.GroupBy(s => ColumnOf(s, columns))).Select(c => c.Sum(s => s.Text.Length)).ToList();
        if (columns.Count <= 3 && cells.Count(c => c > LongPiece) > 0.35 * cells.Count) return null;
        if (rows.Sum(r => r.Count) < 0.55 * rows.Count * columns.Count) return null;
        var grid = new List<List<(int Column, List<Segment> Parts)>>();
        foreach (var row in rows)
        {
            var placed = row.GroupBy(s => ColumnOf(s, columns)).Select(g => (Column: g.Key, Parts: g.ToList())).ToList();
            // Close below, with the first column empty: the cells above go on.
            if (grid.Count > 0 && placed.All(p => p.Column > 0) && row[0].Baseline - grid[^1].SelectMany(c => c.Parts).Max(p => p.Baseline) < 1.4 * row[0].Size)
            {
                foreach (var (column, parts) in placed)
                    if (grid[^1].FindIndex(c => c.Column == column) is var at and >= 0) grid[^1][at].Parts.AddRange(parts);
                    else grid[^1].Add((column, parts));
            }
            else
            {
                grid.Add(placed);
            }
        }

        var table = grid.ConvertAll(r => new TableRow(r.OrderBy(c => c.Column).Select(c => new TableCell(CellText.Join(c.Parts), c.Column, Box: Area.Of(c.Parts.Select(p => p.Area)).ToBox())).ToArray()));
        table = FirstColumn.Count(table, columns.Count);
        if (table.Count < 2) return null;
        var area = Area.Of(pieces.Select(p => p.Area));
        return new PlacedBlock(new TableBlock(table, HeaderRows.Count(table)) { Box = area.ToBox(), Confidence = pieces.TrueForAll(p => p.Confidence is null) ? null : pieces.Average(p => p.Confidence ?? 1) }, area);
    }
}
