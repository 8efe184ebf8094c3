using Onebox.Documents;

namespace Onebox.Knowledge.Chunking;

/// <summary>Equal pieces, whatever the structure: for texts that have none.</summary>
internal sealed class FixedPolicy : IChunkPolicy
{
    public string Name => "fixed";

    public IEnumerable<Chunk> Cut(Document document, ChunkSizes sizes, Func<string, int> size)
    {
        var builder = new ChunkBuilder(sizes, size);
        for (var i = 0; i < document.Blocks.Count; i++)
        {
            foreach (var piece in builder.Pieces(document.Blocks[i].ToText(), sizes.MaxTokens))
            {
                var tokens = size(piece);
                if (!builder.HasRoom(tokens) && builder.Take([]) is { } full) yield return full;
                builder.Add(piece, tokens, document.Blocks[i], i, "text", "\n");
            }
        }

        if (builder.Take([]) is { } last) yield return last;
    }
}

/// <summary>A page, slide or sheet is a chunk, however long it is: for slides and forms.</summary>
internal sealed class PagePolicy : IChunkPolicy
{
    public string Name => "page";

    public IEnumerable<Chunk> Cut(Document document, ChunkSizes sizes, Func<string, int> size)
    {
        var builder = new ChunkBuilder(sizes, size);
        IReadOnlyList<string> headings = [];
        int? page = null;
        for (var i = 0; i < document.Blocks.Count; i++)
        {
            var block = document.Blocks[i];
            if (block.Page != page && builder.Take(headings) is { } full) yield return full;
            if (builder.IsEmpty) (page, headings) = (block.Page, block.HeadingPath);
            builder.Add(block.ToText().Trim(), 0, block, i, "text", "\n\n");
        }

        if (builder.Take(headings) is { } last) yield return last;
    }
}

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

/// <summary>A question with its answer is a chunk: for lists of frequent questions. A question is a heading or paragraph that ends with a question mark, or begins with Q: or 问.</summary>
internal sealed class QuestionAnswerPolicy : IChunkPolicy
{
    public string Name => "question-answer";

    public IEnumerable<Chunk> Cut(Document document, ChunkSizes sizes, Func<string, int> size)
    {
        var builder = new ChunkBuilder(sizes, size);
        IReadOnlyList<string> headings = [];
        for (var i = 0; i < document.Blocks.Count; i++)
        {
            var block = document.Blocks[i];
            var text = block.ToText().Trim();
            if (IsQuestion(block, text))
            {
                if (builder.Take(headings) is { } answered) yield return answered;
                headings = block.HeadingPath;
            }

            builder.Add(text, size(text), block, i, "text", "\n");
        }

        if (builder.Take(headings) is { } last) yield return last;
    }

    private static bool IsQuestion(Block block, string text) => block is HeadingBlock or ParagraphBlock
        && (text.EndsWith('?') || text.EndsWith('？') || text.StartsWith("Q:", StringComparison.OrdinalIgnoreCase) || text.StartsWith('问') || text.StartsWith('問'));
}
