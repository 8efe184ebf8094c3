using Onebox.Knowledge.Index;
using Onebox.Knowledge.Retrieval;

namespace Onebox.Knowledge.Answering;

/// <summary>What the model is given: what was found with what stands around it, or only the sentences around what was found.</summary>
/// <param name="Number">From 1, as it is cited.</param>
/// <param name="Hit">The best of what was found in it.</param>
/// <param name="Start">Where in the hit's chunk the text begins, when it is a part of that.</param>
internal sealed record Passage(int Number, Hit Hit, int Start, string Text)
{
    /// <summary>The chunks that the text is of, in the document's order.</summary>
    public IReadOnlyList<StoredChunk> Chunks { get; init; } = [Hit.Chunk];

    public string Title => Hit.Chunk.Heading.Length > 0 ? Hit.Chunk.Heading : Path.GetFileNameWithoutExtension(Hit.Document.Name);

    /// <summary>Where words of the passage stand in the document: their chunk, and their place in it.</summary>
    public (StoredChunk Chunk, int Start) Locate(string quote)
    {
        foreach (var chunk in Chunks)
        {
            var from = chunk.Id == Hit.Chunk.Id ? Math.Min(Start, chunk.Text.Length) : 0;
            if (chunk.Text.IndexOf(quote, from, StringComparison.Ordinal) is >= 0 and var at) return (chunk, at);
        }

        // A sentence that goes on in the next chunk: where it begins.
        var beginning = quote[..Math.Min(quote.Length, 40)];
        foreach (var chunk in Chunks)
            if (chunk.Text.IndexOf(beginning, StringComparison.Ordinal) is >= 0 and var at) return (chunk, at);
        return (Hit.Chunk, 0);
    }
}
