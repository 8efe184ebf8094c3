using Onebox.Api.OpenAI;

namespace Onebox.Api.Knowledge;

/// <summary><c>POST /api/knowledge/{base}/ask</c>.</summary>
/// <param name="Route">Which model answers; null for the base's own.</param>
/// <param name="Passages">The most that the model is given, 1 to 20; null for 4.</param>
/// <param name="Mode">Null for hybrid.</param>
/// <param name="History">What was said before, oldest first: a follow-up question is understood by it.</param>
/// <param name="MaxTokens">The longest answer; null for 256.</param>
/// <param name="Rerank">False: the hits are not ranked again though the base names a reranker.</param>
/// <param name="Around">False: passages stay as they were found, without what stands around them.</param>
/// <param name="Stream">Answer with server-sent events (<see cref="AnswerEvent"/>).</param>
public sealed record AskKnowledgeRequest(
    string Question, string? Route = null, int? Passages = null, SearchMode? Mode = null, KnowledgeFilter? Filter = null, IReadOnlyList<ChatMessage>? History = null, int? MaxTokens = null, bool Stream = false,
    bool Rerank = true, bool Around = true);

/// <summary>An answer with where it stands.</summary>
public sealed record KnowledgeAnswer
{
    /// <summary>The model's words. When no passage supports them, a sentence at the end says so.</summary>
    public required string Answer { get; init; }
    public required IReadOnlyList<Citation> Citations { get; init; }

    /// <summary>True: every statement has a citation that supports it, or was calculated from a table.</summary>
    public required bool Supported { get; init; }

    /// <summary>False: the documents do not say.</summary>
    public required bool InDocuments { get; init; }

    /// <summary>True: the answer is a sentence of the documents as it stands there, in place of the words of a small model that bore less on the question.</summary>
    public bool Quoted { get; init; }

    /// <summary>What was wrong with citations, in sentences.</summary>
    public IReadOnlyList<string>? Notes { get; init; }

    /// <summary>The passages that the model was given, in order; after a small model those too that were read without it.</summary>
    public required IReadOnlyList<KnowledgeHit> Passages { get; init; }

    /// <summary>How the answer was calculated, for an exact question about a table.</summary>
    public TableAnswer? Table { get; init; }

    /// <summary>What was searched for, when it is not the question itself.</summary>
    public string? SearchedFor { get; init; }
    public string? Route { get; init; }
    public required AnswerTimes Times { get; init; }
}

/// <param name="Number">As in the answer: <c>[2]</c>.</param>
/// <param name="Quote">Words of the document.</param>
/// <param name="QuoteStart">Where the quote stands in the chunk's text.</param>
/// <param name="Supports">False: the passage does not say what it is cited for.</param>
public sealed record Citation(int Number, string Document, string DocumentId, string Chunk, int? Page, string Quote, int QuoteStart, bool Supports, string? Heading = null, string? Range = null);

/// <param name="Sql">The read-only query that was run over the document's table.</param>
public sealed record TableAnswer(string Sql, string Document, string? Sheet, IReadOnlyList<string> Columns, IReadOnlyList<IReadOnlyList<string?>> Rows, int RowsRead);

/// <summary>In milliseconds.</summary>
public sealed record AnswerTimes(double Search, double Prompt, double Model, double Check, double Total, int? PromptTokens = null, int? AnswerTokens = null);

/// <summary>One event of a streamed answer: words as they come, then the whole.</summary>
public sealed record AnswerEvent(string? Delta = null, KnowledgeAnswer? Answer = null, OpenAIError? Error = null);
