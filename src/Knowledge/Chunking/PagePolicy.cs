using Onebox.Documents;

namespace Onebox.Knowledge.Chunking;

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
