using System.Text.Json;

namespace Onebox.Console.Knowledge;

/// <summary>A table as it stands in its file: cells in their columns, header rows apart, the rows marked that are cited.</summary>
/// <param name="FirstColumn">From 0, as a sheet counts; null outside sheets.</param>
/// <param name="Columns">How many there are.</param>
public sealed record ShownTable(IReadOnlyList<ShownRow> Rows, int? FirstColumn, int Columns)
{
    /// <summary>Shorter words stand in many rows: such a row is meant only when it is all that is quoted.</summary>
    private const int Telling = 12;

    /// <summary>A browser cannot show as many columns as a sheet has.</summary>
    private const int MostColumns = 200;

    /// <param name="quote">Lines of which some may be rows of the table.</param>
    public static ShownTable Of(JsonElement block, string? quote)
    {
        var headers = block.TryGetProperty("headerRows", out var count) ? count.GetInt32() : 0;
        var rows = block.GetProperty("rows").EnumerateArray().Select((row, i) => Read(row, i < headers)).ToList();
        var cells = rows.SelectMany(r => r.Cells).ToList();
        var first = cells.Count == 0 ? 0 : cells.Min(c => c.Column);
        var columns = cells.Count == 0 ? 0 : Math.Min(MostColumns, cells.Max(c => c.Column + c.ColumnSpan) - first);
        if (quote is not null) rows = Marked(rows, quote);
        return new ShownTable(rows, rows.Exists(r => r.Number is not null) ? first : null, columns) { First = first, Covered = Below(rows) };
    }

    /// <summary>The column of the leftmost cell, from 0.</summary>
    public int First { get; private init; }

    /// <summary>Places that a cell of a row above covers.</summary>
    private HashSet<(int Row, int Column)> Covered { get; init; } = [];

    /// <summary>The row's cells with empty ones in the places that no cell covers.</summary>
    public IEnumerable<ShownCell> Laid(int row)
    {
        var next = First;
        foreach (var cell in Rows[row].Cells.Where(c => c.Column < First + Columns))
        {
            for (; next < cell.Column; next++)
                if (!Covered.Contains((row, next))) yield return new ShownCell("", next);
            yield return cell;
            next = cell.Column + cell.ColumnSpan;
        }

        for (; next < First + Columns; next++)
            if (!Covered.Contains((row, next))) yield return new ShownCell("", next);
    }

    /// <summary><c>A</c>, <c>Z</c>, <c>AA</c>.</summary>
    public static string Letter(int column) => column < 26 ? $"{(char)('A' + column)}" : $"{Letter((column / 26) - 1)}{(char)('A' + (column % 26))}";

    private static ShownRow Read(JsonElement row, bool isHeader) => new(
        [.. row.GetProperty("cells").EnumerateArray().Select(c => new ShownCell(
            c.GetProperty("text").GetString() ?? "", c.GetProperty("column").GetInt32(), Span(c, "rowSpan"), Span(c, "columnSpan"), c.TryGetProperty("number", out _), ShownBox.Read(c)))],
        isHeader, row.TryGetProperty("sheetRow", out var number) && number.ValueKind == JsonValueKind.Number ? number.GetInt32() : null, false);

    private static int Span(JsonElement cell, string name) => cell.TryGetProperty(name, out var span) && span.TryGetInt32(out var value) ? Math.Max(1, value) : 1;

    /// <summary>Rows of which the quote tells: as they are written in chunks, a line each with bars between the cells, or by all their words.</summary>
    private static List<ShownRow> Marked(List<ShownRow> rows, string quote)
    {
        var lines = quote.Split('\n').Select(l => l.Trim(' ', '|', '\r')).Where(l => l.Length > 0).ToList();
        bool Tells(string row) => row.Length > 0 && lines.Any(line => row == line || (line.Length >= Telling && row.Contains(line, StringComparison.Ordinal)) || (row.Length >= Telling && line.Contains(row, StringComparison.Ordinal)));
        var marked = rows.ConvertAll(r => r with { IsCited = Tells(Line(r)) });
        if (!marked.Exists(r => r.IsCited))
        {
            // A line by all its words is one row: the one with most of them.
            var told = lines.Select(line => rows.Where(r => !r.IsHeader && r.Cells.Any(c => c.Text.Length > 0) && r.Cells.All(c => line.Contains(c.Text, StringComparison.Ordinal))).MaxBy(r => r.Cells.Sum(c => c.Text.Length))).ToHashSet();
            marked = rows.ConvertAll(r => r with { IsCited = told.Contains(r) });
        }

        // The header is repeated in every chunk; it is meant only where no row is.
        return marked.Exists(r => r.IsCited && !r.IsHeader) ? marked.ConvertAll(r => r with { IsCited = r.IsCited && !r.IsHeader }) : marked;
    }

    private static string Line(ShownRow row)
    {
        if (row.Cells.Count == 0) return "";
        var texts = Enumerable.Repeat("", Math.Min(MostColumns, row.Cells.Max(c => c.Column + c.ColumnSpan))).ToArray();
        foreach (var cell in row.Cells)
            for (var x = cell.Column; x < cell.Column + cell.ColumnSpan && x < texts.Length; x++) texts[x] = cell.Text.ReplaceLineEndings(" ").Trim();
        return string.Join(" | ", texts).Trim(' ', '|');
    }

    private static HashSet<(int Row, int Column)> Below(List<ShownRow> rows)
    {
        var covered = new HashSet<(int, int)>();
        for (var y = 0; y < rows.Count; y++)
            foreach (var cell in rows[y].Cells.Where(c => c.RowSpan > 1))
                for (var below = y + 1; below < Math.Min(rows.Count, y + cell.RowSpan); below++)
                    for (var x = cell.Column; x < cell.Column + Math.Min(cell.ColumnSpan, MostColumns); x++) covered.Add((below, x));
        return covered;
    }
}

/// <summary>A row of a table.</summary>
/// <param name="Number">In its sheet, from 1; null outside sheets.</param>
public sealed record ShownRow(IReadOnlyList<ShownCell> Cells, bool IsHeader, int? Number, bool IsCited);

public sealed record ShownCell(string Text, int Column, int RowSpan = 1, int ColumnSpan = 1, bool IsNumber = false, ShownBox? Box = null);
