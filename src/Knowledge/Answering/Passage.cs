using Onebox.Knowledge.Retrieval;

namespace Onebox.Knowledge.Answering;

/// <summary>What the model is given of a chunk: all of it, or the sentences around what was found.</summary>
/// <param name="Number">From 1, as it is cited.</param>
/// <param name="Start">Where in the chunk's text.</param>
internal sealed record Passage(int Number, Hit Hit, int Start, string Text)
{
    public string Title => Hit.Chunk.Heading.Length > 0 ? Hit.Chunk.Heading : Path.GetFileNameWithoutExtension(Hit.Document.Name);
}
