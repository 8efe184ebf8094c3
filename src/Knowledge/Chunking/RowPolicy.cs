using Onebox.Documents;

namespace Onebox.Knowledge.Chunking;

/// <summary>A row of a table is a chunk, each cell with its column's name: for lists of things. What is no table is cut by structure.</summary>
internal sealed class RowPolicy : IChunkPolicy
{
    public string Name => "row";

    public IEnumerable<Chunk> Cut(Document document, ChunkSizes sizes, Func<string, int> size)
    {
        var builder = new ChunkBuilder(sizes, size);
        for (var i = 0; i < document.Blocks.Count; i++)
        {
            if (document.Blocks[i] is not TableBlock table) continue;
            var grid = table.ToGrid();
            var names = table.HeaderRows > 0 ? grid[table.HeaderRows - 1] : [];
            for (var row = table.HeaderRows; row < grid.Count; row++)
            {
                var cells = grid[row].Select((text, column) => text.Length == 0 ? "" : column < names.Count && names[column].Length > 0 ? $"{names[column]}: {text}" : text).Where(t => t.Length > 0);
                builder.Add(string.Join("; ", cells), 0, table, i, "row", "");
                if (builder.Take(table.HeadingPath) is { } chunk) yield return chunk;
            }
        }

        // Blocks keep their numbers: a viewer opens them by these.
        var others = document with { Blocks = [.. document.Blocks.Select(b => b is TableBlock ? new ParagraphBlock("") { HeadingPath = b.HeadingPath } : b)] };
        foreach (var chunk in new StructurePolicy().Cut(others, sizes, size)) yield return chunk;
    }
}
