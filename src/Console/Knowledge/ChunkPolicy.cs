namespace Onebox.Console.Knowledge;

/// <summary>The ways to cut documents into chunks, in words.</summary>
/// <param name="Name">As the API names it.</param>
internal sealed record ChunkPolicy(string Name, string Words, string Explanation)
{
    /// <summary>What a base has that was made without a word about it.</summary>
    public const string Default = "structure";

    public const int DefaultTokens = 400;

    public static readonly IReadOnlyList<ChunkPolicy> All =
    [
        new("structure", "by structure", "Headings, paragraphs, lists and tables stay together. Suits nearly everything."),
        new("fixed", "into equal pieces", "Without a look at headings: for text that has none, such as transcripts."),
        new("page", "by page or slide", "For slides, forms and scans, where a page is about one thing."),
        new("row", "tables by row", "Every row on its own: for lists of parts, prices, people."),
        new("question-answer", "by question and answer", "For FAQ and interviews: an answer stays with its question."),
    ];

    public static ChunkPolicy Of(string? name) => All.FirstOrDefault(p => p.Name == (name ?? Default)) ?? new(name!, name!, "");

    public static string Word(string? name) => Of(name).Words;
}
