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
