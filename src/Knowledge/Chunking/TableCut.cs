using Onebox.Documents;

namespace Onebox.Knowledge.Chunking;

/// <summary>A table as chunks: rows, with the header rows repeated in each.</summary>
internal static class TableCut
{
    public static IEnumerable<Chunk> ByTokens(TableBlock table, int index, Block block, ChunkSizes sizes, Func<string, int> size, ChunkBuilder builder, IReadOnlyList<string> headings)
    {
        var lines = Lines(table);
        var header = string.Join('\n', lines.Take(table.HeaderRows));
        if (!string.IsNullOrEmpty(table.Caption) && !headings.Contains(table.Caption, StringComparer.Ordinal)) header = header.Length == 0 ? table.Caption : $"{table.Caption}\n{header}";
        var headerTokens = size(header);
        if (headerTokens > sizes.MaxTokens / 2) (header, headerTokens) = ("", 0);
        var start = true;
        foreach (var line in lines.Skip(table.HeaderRows))
        {
            foreach (var piece in builder.Pieces(line, sizes.MaxTokens - headerTokens))
            {
                var tokens = size(piece);
                if (!builder.HasRoom(tokens) && builder.Take(headings) is { } full)
                {
                    yield return full;
                    start = true;
                }

                if (start && header.Length > 0) builder.Add(header, headerTokens, block, index, "table", "\n");
                builder.Add(piece, tokens, block, index, "table", "\n");
                start = false;
            }
        }

        if (start && header.Length > 0) builder.Add(header, headerTokens, block, index, "table", "\n");
        if (builder.Take(headings) is { } last) yield return last;
    }

    /// <summary>A row a line, cells between bars; empty cells at the end are left out.</summary>
    public static List<string> Lines(TableBlock table) =>
        [.. table.ToGrid().Select(row => string.Join(" | ", row.Select(cell => cell.ReplaceLineEndings(" ").Trim())).TrimEnd(' ', '|'))];
}
