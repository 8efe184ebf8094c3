namespace Onebox.Api.Models;

/// <summary>A model on this box. Its bytes never change; a new import is a new model or version.</summary>
public sealed record ModelInfo
{
    public required string Id { get; init; }
    public required string Name { get; init; }

    /// <summary><c>importing</c>, <c>ready</c> or <c>damaged</c>.</summary>
    public required string State { get; init; }

    /// <summary><c>gguf</c> or <c>safetensors</c>.</summary>
    public required string Format { get; init; }

    /// <summary>What it is for: <c>chat</c>, <c>base</c>, <c>embedding</c>, <c>reranking</c>, <c>adapter</c>; null when the file does not tell.</summary>
    public string? Purpose { get; init; }

    /// <summary>Where it came from: a path, an address, <c>upload</c>.</summary>
    public required string Source { get; init; }

    /// <summary>The preset it is an instance of.</summary>
    public string? Preset { get; init; }
    public string? Licence { get; init; }
    public required ArchitectureInfo Architecture { get; init; }

    /// <summary>Such as <c>Q4_K_M</c>; for mixed files the most common type.</summary>
    public string? Quantization { get; init; }
    public required long SizeBytes { get; init; }

    /// <summary>SHA-256 over the SHA-256 of all files, hex; files with weights count by their position, others by their names (docs/formats/model-folder.md).</summary>
    public required string ContentHash { get; init; }
    public required IReadOnlyList<ModelFileInfo> Files { get; init; }
    public required DateTimeOffset ImportedAt { get; init; }
    public bool HasChatTemplate { get; init; }
}

public sealed record ModelFileInfo(string Name, long SizeBytes, string Sha256);

/// <summary>Facts read from the model's files, never guessed: what they do not tell is null.</summary>
public sealed record ArchitectureInfo
{
    public required string Name { get; init; }
    public long? Parameters { get; init; }
    public int? Layers { get; init; }
    public int? EmbeddingLength { get; init; }
    public int? Heads { get; init; }
    public int? KeyValueHeads { get; init; }

    /// <summary>Per head; values may differ from keys in a few architectures.</summary>
    public int? KeyLength { get; init; }
    public int? ValueLength { get; init; }
    public int? FeedForwardLength { get; init; }
    public int? Vocabulary { get; init; }
    public int? ContextLength { get; init; }
    public int? SlidingWindow { get; init; }
    public int? Experts { get; init; }
    public int? ExpertsUsed { get; init; }
}

/// <summary>
/// <c>POST /api/models/import</c>. Just one source: <paramref name="Path"/> (a file or folder on the box), <paramref name="Url"/>,
/// <paramref name="Hub"/> (a repository, <c>owner/name</c>) or <paramref name="Upload"/> (the id of a finished upload).
/// </summary>
/// <param name="Name">Null: from the file's name.</param>
/// <param name="File">Which file of a hub repository; null when there is only one.</param>
/// <param name="Revision">Of a hub repository; null for its main branch.</param>
/// <param name="Sha256">What the file must hash to.</param>
/// <param name="Link">True: take the file by a hard link where the file system allows it, instead of a copy.</param>
public sealed record ImportModelRequest(
    string? Name = null,
    string? Path = null,
    string? Url = null,
    string? Hub = null,
    string? File = null,
    string? Revision = null,
    string? Upload = null,
    string? Sha256 = null,
    bool Link = false);

/// <summary><c>POST /api/uploads</c>: begins a resumable upload.</summary>
public sealed record CreateUploadRequest(string FileName, long SizeBytes, string? Sha256 = null);

/// <param name="OffsetBytes">What has arrived and is on the disk: send from here with <c>PATCH</c> and <c>Upload-Offset</c>.</param>
public sealed record UploadInfo(string Id, string FileName, long SizeBytes, long OffsetBytes, DateTimeOffset ExpiresAt);
