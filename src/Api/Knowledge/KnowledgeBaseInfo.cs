using Onebox.Api.Tasks;

namespace Onebox.Api.Knowledge;

/// <summary>A knowledge base: documents that can be searched and asked.</summary>
public sealed record KnowledgeBaseInfo
{
    public required string Id { get; init; }
    public required string Name { get; init; }
    public string? Description { get; init; }
    public required DateTimeOffset CreatedAt { get; init; }
    public required KnowledgeSettings Settings { get; init; }

    /// <summary>Those that can be found; failed ones are counted apart.</summary>
    public int Documents { get; init; }
    public int Failed { get; init; }
    public int Chunks { get; init; }
    public int Vectors { get; init; }
    public int Questions { get; init; }

    /// <summary>How text and vectors are weighted in a hybrid search.</summary>
    public required FusionInfo Fusion { get; init; }

    /// <summary>Files that could not be taken, or not again since they changed, each with the reason. Only in the answer about one base.</summary>
    public IReadOnlyList<DocumentFailure>? Failures { get; init; }

    /// <summary>Folders and files that were added, and whether they are watched.</summary>
    public IReadOnlyList<KnowledgeSource>? Sources { get; init; }

    /// <summary>Ingestions that are under way.</summary>
    public IReadOnlyList<string>? Tasks { get; init; }

    /// <summary>The same with how far they are, how fast, and how long they still take.</summary>
    public IReadOnlyList<TaskInfo>? Work { get; init; }
}

/// <param name="Embedding"><c>use-lite</c> (in the box), <c>route:NAME</c>, or an engine's address; null for <c>use-lite</c>.</param>
/// <param name="EmbeddingDimensions">Of another embedding than the box's own; asked from it when null.</param>
/// <param name="Chunking"><c>structure</c>, <c>fixed</c>, <c>page</c>, <c>row</c> or <c>question-answer</c>; null for <c>structure</c>.</param>
/// <param name="ChunkTokens">The most that a chunk holds; null for 400.</param>
/// <param name="Rerank">A route whose model ranks the best hits again; null for none.</param>
/// <param name="Route">Which route answers questions when none is named.</param>
/// <param name="AttachedTo">The route whose chats (<c>/v1/chat/completions</c>) are answered from this base; null for none.</param>
public sealed record KnowledgeSettings(
    string? Embedding = null, int? EmbeddingDimensions = null, string? Chunking = null, int? ChunkTokens = null, string? Rerank = null, string? Route = null, string? AttachedTo = null);

/// <param name="LearnedFrom">How many questions the weights were measured on; 0: the default.</param>
public sealed record FusionInfo(double TextWeight, double VectorWeight, int LearnedFrom);

public sealed record DocumentFailure(string Document, string Reason);

public sealed record KnowledgeSource(string Path, bool Watched, IReadOnlyList<string> Readers);

/// <summary><c>POST /api/knowledge</c>.</summary>
public sealed record CreateKnowledgeBaseRequest(string Name, string? Description = null, KnowledgeSettings? Settings = null);

/// <summary><c>PATCH /api/knowledge/{base}</c>: null leaves as it is, an empty text takes away.</summary>
public sealed record UpdateKnowledgeBaseRequest(string? Description = null, string? Route = null, string? Rerank = null, string? AttachedTo = null);

/// <summary><c>PUT /api/knowledge/{base}/embedding</c>: answers with the task that embeds everything anew; until it ends, searches go by the vectors that are there.</summary>
/// <param name="Embedding"><c>use-lite</c>, <c>route:NAME</c>, or an engine's address and model.</param>
/// <param name="Dimensions">Asked from it when null.</param>
public sealed record ChangeEmbeddingRequest(string Embedding, int? Dimensions = null);

/// <summary><c>POST /api/knowledge/{base}/documents</c>: files and folders on the box, or files sent to it.</summary>
/// <param name="Paths">Absolute.</param>
/// <param name="Files">Names of files sent before (<c>PUT /api/knowledge/{base}/files/{name}</c>).</param>
/// <param name="Readers">Groups that may read them; empty: everyone who may use the box's knowledge; null: what is there keeps its readers, new files get those of their folder (everyone, where none was named).</param>
/// <param name="Tags">Words to filter by; null as with readers.</param>
/// <param name="Watch">Take over changes of these folders from now on.</param>
/// <param name="Retry">Read files again that were refused before, though neither they nor the box have changed.</param>
public sealed record AddDocumentsRequest(
    IReadOnlyList<string>? Paths = null, IReadOnlyList<string>? Files = null, IReadOnlyList<string>? Readers = null, IReadOnlyList<string>? Tags = null, bool Watch = false, bool Retry = false);

/// <summary>A document of a base.</summary>
public sealed record KnowledgeDocument
{
    public required string Id { get; init; }
    public required string Name { get; init; }
    public required string MimeType { get; init; }
    public required long SizeBytes { get; init; }

    /// <summary><c>ready</c> or <c>failed</c>.</summary>
    public required string State { get; init; }

    /// <summary>Why it failed; of one that is ready, why it may not be what its file says now.</summary>
    public string? Reason { get; init; }
    public required IReadOnlyList<string> Readers { get; init; }
    public required IReadOnlyList<string> Tags { get; init; }
    public required string Owner { get; init; }
    public int Pages { get; init; }
    public int Chunks { get; init; }

    /// <summary>Counts the changes of its content.</summary>
    public int Version { get; init; }
    public required DateTimeOffset AddedAt { get; init; }
    public required DateTimeOffset ModifiedAt { get; init; }
    public required IReadOnlyList<string> Warnings { get; init; }
}

/// <summary>A document with what was read in it.</summary>
/// <param name="Blocks">The block model (docs/formats/document-blocks.md), as JSON; null when it could not be read.</param>
public sealed record KnowledgeDocumentContent(KnowledgeDocument Document, IReadOnlyList<KnowledgeChunk> Chunks, System.Text.Json.JsonElement? Blocks, IReadOnlyList<DocumentVersion> History);

public sealed record KnowledgeChunk(string Id, int Ordinal, int? Page, string Heading, string Text, string Kind, int FirstBlock, int LastBlock, string? Range, bool Edited);

/// <param name="What"><c>added</c>, <c>changed</c>, <c>reread</c>, <c>renamed from NAME</c> or <c>removed</c>.</param>
/// <param name="At">When the base took it over.</param>
public sealed record DocumentVersion(int Version, string What, string Sha256, DateTimeOffset At);

/// <summary>What became of a document, also of one that is gone.</summary>
/// <param name="Document">What it was called then.</param>
/// <param name="What">As in <see cref="DocumentVersion"/>.</param>
/// <param name="At">When the base took it over.</param>
public sealed record KnowledgeChange(string Document, string DocumentId, int Version, string What, DateTimeOffset At);

/// <summary>Another text for a chunk, until its file changes.</summary>
public sealed record EditChunkRequest(string Text);
