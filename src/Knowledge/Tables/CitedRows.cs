using System.Globalization;
using Microsoft.Data.Sqlite;
using Onebox.Documents.Tables;
using Onebox.Knowledge.Index;
using Onebox.Knowledge.Retrieval;

namespace Onebox.Knowledge.Tables;

/// <summary>Where a calculated answer stands in its document: the row that it tells of, or the cells that it was calculated from.</summary>
/// <param name="Chunk">Has <paramref name="Quote"/> in it.</param>
/// <param name="Cells">As a spreadsheet writes them; null outside sheets.</param>
internal sealed record CitedRows(StoredChunk Chunk, string Quote, string? Cells)
{
    public static CitedRows Of(SqliteConnection connection, Hit hit, SheetTable table, TableQuery query, TableRows result)
    {
        var used = Enumerable.Range(0, table.Cells.Count).Where(row => query.Conditions.All(c => c.Holds(table, row)) && (query.Part ?? []).All(c => c.Holds(table, row))).ToList();
        var told = used.Where(row => IsTold(table, result, row)).ToList();
        var isOfRows = told.Count > 0 && (query.Calculation is Calculation.Rows or Calculation.Largest or Calculation.Smallest || query.By is not null);
        var rows = isOfRows ? told : used;
        var named = isOfRows || query.Conditions.Count > 0 || query.Part is not null ? rows.Take(1).ToList() : [];
        var (chunk, quote) = Find(connection, hit, table, named.Count == 0 ? null : table.Cells[named[0]]);
        return new CitedRows(chunk, quote, Range(table, query.By is null && !isOfRows ? query.Column : null, rows) ?? chunk.Range);
    }

    /// <summary>Whether a result's first row is this one, or of its group.</summary>
    private static bool IsTold(SheetTable table, TableRows result, int row)
    {
        if (result.Rows.Count == 0) return false;
        var of = result.Columns.Select((name, i) => (Column: table.Columns.FirstOrDefault(c => c.Name == name), Text: result.Rows[0][i])).Where(c => c.Column is not null).ToList();
        return of.Count > 0 && of.TrueForAll(c => c.Column!.IsNumber
            ? table.Numbers[row][c.Column.Index] is { } number ? double.TryParse(c.Text, CultureInfo.InvariantCulture, out var told) && Math.Abs(number - told) < 1e-9 * Math.Max(1, Math.Abs(number)) : c.Text is null
            : c.Column.IsDate ? table.Days(c.Column)[row] is { } day ? DateTime.TryParse(c.Text, CultureInfo.InvariantCulture, out var at) && Math.Abs((at - day).TotalSeconds) < 60 : c.Text is null
            : string.Equals(table.Cells[row][c.Column.Index], c.Text, StringComparison.OrdinalIgnoreCase));
    }

    /// <summary>The row where it stands in one of the table's chunks, else the header.</summary>
    private static (StoredChunk Chunk, string Quote) Find(SqliteConnection connection, Hit hit, SheetTable table, string?[]? row)
    {
        var cells = row?.OfType<string>().ToList() ?? [];
        var sought = cells.MaxBy(c => c.Length) ?? "";
        var chunks = connection.Read(
            StoredChunk.From, $"SELECT {StoredChunk.Columns} FROM chunks WHERE document = $0 AND kind IN ('table', 'row') AND first_block <= $2 AND last_block >= $1 AND instr(text, $3) > 0 ORDER BY ordinal", hit.Document.Id, table.FirstBlock, table.LastBlock, sought);
        foreach (var chunk in chunks.TakeWhile(_ => cells.Count > 0))
            if (Array.Find(chunk.Text.Split('\n'), line => HasAll(line, cells)) is { } line) return (chunk, line);
        var first = chunks.FirstOrDefault() ?? hit.Chunk;
        var lines = first.Text.Split('\n');
        return (first, Array.Find(lines, line => line.Contains(table.Columns[0].Name, StringComparison.Ordinal)) ?? lines[0]);
    }

    /// <summary>All of the cells, one after the other.</summary>
    private static bool HasAll(string line, List<string> cells)
    {
        var from = 0;
        foreach (var cell in cells)
        {
            var at = line.IndexOf(cell.ReplaceLineEndings(" "), from, StringComparison.Ordinal);
            if (at < 0) return false;
            from = at + cell.Length;
        }

        return true;
    }

    /// <summary>The rows from the first to the last one, of a column alone where only that was calculated with.</summary>
    private static string? Range(SheetTable table, SheetColumn? column, List<int> rows)
    {
        if (table.Sheet is not { } sheet || rows.Count == 0 || table.SheetRows[rows[0]] is not { } top || table.SheetRows[rows[^1]] is not { } bottom) return null;
        var last = table.Columns.Count - 1;
        return $"{sheet}!{(column is null || rows.Count == 1 ? CellName.Range(table.Left, top, table.Left + last, bottom) : CellName.Range(table.Left + column.Index, top, table.Left + column.Index, bottom))}";
    }
}
