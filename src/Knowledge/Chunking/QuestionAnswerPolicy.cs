using Onebox.Documents;

namespace Onebox.Knowledge.Chunking;

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
