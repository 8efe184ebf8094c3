using Onebox.Documents;

namespace Onebox.Knowledge.Chunking;

/// <summary>A piece of a document that is found, read and cited as one.</summary>
/// <param name="Heading">The path of headings that it stands under, outermost first, joined by <c> › </c>; empty for none.</param>
/// <param name="FirstBlock">Its blocks in the document, first and last.</param>
/// <param name="Windows">The parts that get a vector each: sentences that fit into the encoder.</param>
internal sealed record Chunk(string Text, string Heading, string Kind, int? Page, int FirstBlock, int LastBlock, SheetRange? Range, Box? Box, IReadOnlyList<Window> Windows)
{
    public const string Joint = " › ";
}

/// <param name="Start">Where in the chunk's text.</param>
/// <param name="Embedded">What gets the vector: the part with the nearest headings before it.</param>
internal readonly record struct Window(int Start, int Length, string Embedded);

/// <summary>How large chunks may be, in pieces of the embedding model; an unknown character counts one.</summary>
/// <param name="MaxTokens">A chunk ends here, at a sentence.</param>
/// <param name="MinTokens">Smaller sections are joined with their neighbours under the same heading.</param>
/// <param name="WindowTokens">The most that gets one vector.</param>
internal sealed record ChunkSizes(int MaxTokens = 400, int MinTokens = 60, int WindowTokens = 110);

/// <summary>One way to cut documents. A new one is a class beside the others and a line in <see cref="ChunkPolicies"/>.</summary>
internal interface IChunkPolicy
{
    string Name { get; }

    /// <param name="size">How many tokens a text has.</param>
    IEnumerable<Chunk> Cut(Document document, ChunkSizes sizes, Func<string, int> size);
}

internal static class ChunkPolicies
{
    public const string Default = "structure";

    public static IReadOnlyList<IChunkPolicy> All { get; } = [new StructurePolicy(), new FixedPolicy(), new PagePolicy(), new RowPolicy(), new QuestionAnswerPolicy()];

    public static IChunkPolicy? Find(string name) => All.FirstOrDefault(p => p.Name == name);
}
