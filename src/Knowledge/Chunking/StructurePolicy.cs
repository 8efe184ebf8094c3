using Onebox.Documents;

namespace Onebox.Knowledge.Chunking;

/// <summary>
/// By the document's own structure: a section is a chunk; a small one is joined with its neighbours under the same heading, a large one cut at
/// paragraphs and sentences; lists and code stay whole while they fit; tables are cut by rows, with the header repeated.
/// </summary>
internal sealed class StructurePolicy : IChunkPolicy
{
    public string Name => ChunkPolicies.Default;

    public IEnumerable<Chunk> Cut(Document document, ChunkSizes sizes, Func<string, int> size)
    {
        var builder = new ChunkBuilder(sizes, size);
        IReadOnlyList<string> headings = [];
        var bare = -1;
        for (var i = 0; i < document.Blocks.Count; i++)
        {
            var block = document.Blocks[i];
            // A heading with nothing under it, not even another heading, is text of its own.
            if (bare >= 0 && !IsBelow(block, headings) && Alone(document.Blocks[bare], bare) is { } alone) yield return alone;
            bare = -1;
            if (block is HeadingBlock heading)
            {
                // A small section goes on under a deeper or equal heading of the same chapter, with that heading in its text.
                if (builder is { IsEmpty: false } && builder.Tokens < sizes.MinTokens && SharesChapter(headings, heading.HeadingPath))
                {
                    builder.Add(heading.Text, size(heading.Text), block, i, "text", "\n\n");
                    continue;
                }

                if (builder.Take(headings) is { } section) yield return section;
                headings = [.. heading.HeadingPath, heading.Text];
                bare = i;
                continue;
            }

            if (!headings.SequenceEqual(block.HeadingPath, StringComparer.Ordinal) && (builder.IsEmpty || !SharesChapter(headings, block.HeadingPath)))
            {
                if (builder.Take(headings) is { } section) yield return section;
                headings = block.HeadingPath;
            }

            if (block is TableBlock table)
            {
                if (builder.Take(headings) is { } before) yield return before;
                foreach (var part in TableCut.ByTokens(table, i, block, sizes, size, builder, headings)) yield return part;
                continue;
            }

            var (text, kind) = (block.ToText().Trim(), KindOf(block));
            if (text.Length == 0) continue;
            var tokens = size(text);
            if (tokens <= sizes.MaxTokens)
            {
                if (!builder.HasRoom(tokens) && builder.Take(headings) is { } full) yield return full;
                builder.Add(text, tokens, block, i, kind, "\n\n");
                continue;
            }

            if (builder.Take(headings) is { } rest) yield return rest;
            foreach (var piece in builder.Pieces(text, sizes.MaxTokens))
            {
                builder.Add(piece, size(piece), block, i, kind, "");
                if (builder.Take(headings) is { } cut) yield return cut;
            }
        }

        if (builder.Take(headings) is { } last) yield return last;
        if (bare >= 0 && Alone(document.Blocks[bare], bare) is { } end) yield return end;

        Chunk? Alone(Block block, int index)
        {
            builder.Add(block.ToText().Trim(), size(block.ToText()), block, index, "text", "");
            return builder.Take(block.HeadingPath);
        }
    }

    private static bool IsBelow(Block block, IReadOnlyList<string> headings) => block.HeadingPath.Take(headings.Count).SequenceEqual(headings, StringComparer.Ordinal);

    private static bool SharesChapter(IReadOnlyList<string> open, IReadOnlyList<string> next) => open.Count > 0 && next.Count > 0 && open[0] == next[0];

    private static string KindOf(Block block) => block switch
    {
        ListBlock => "list",
        CodeBlock => "code",
        FigureBlock => "figure",
        _ => "text",
    };
}
