using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using Onebox.Api.Knowledge;
using Onebox.Kernel.Wording;

namespace Onebox.Knowledge.OpenAI;

internal sealed record VectorStore(
    string Id, string Object, long CreatedAt, string Name, string? Description, string Status, long UsageBytes, FileCounts FileCounts, long LastActiveAt, IReadOnlyDictionary<string, string> Metadata);

internal sealed record FileCounts(int InProgress, int Completed, int Failed, int Cancelled, int Total);

internal sealed record ListOf<T>(IReadOnlyList<T> Data, string? FirstId, string? LastId, bool HasMore, string Object = "list");

internal sealed record Deleted(string Id, string Object, [property: JsonPropertyName("deleted")] bool IsDeleted = true);

/// <param name="FileIds">Files of <c>/v1/files</c> to take in at once.</param>
internal sealed record CreateVectorStore(
    string? Name = null, string? Description = null, IReadOnlyList<string>? FileIds = null, ChunkingStrategy? ChunkingStrategy = null, JsonElement? Metadata = null, JsonElement? ExpiresAfter = null);

/// <summary>Null leaves as it is.</summary>
internal sealed record UpdateVectorStore(string? Name = null, JsonElement? Metadata = null, JsonElement? ExpiresAfter = null);

/// <param name="Type"><c>auto</c> or <c>static</c>.</param>
internal sealed record ChunkingStrategy(string Type, StaticChunking? Static = null)
{
    /// <summary>Chunks do not overlap here: what stands around them is read with them.</summary>
    public static ChunkingStrategy Of(int tokens) => new("static", new StaticChunking(tokens, 0));
}

internal sealed record StaticChunking(int MaxChunkSizeTokens = 0, int ChunkOverlapTokens = 0);

/// <param name="Attributes">An object of strings, numbers and booleans, to filter by.</param>
internal sealed record AttachFileRequest(string? FileId = null, JsonElement? Attributes = null, ChunkingStrategy? ChunkingStrategy = null);

internal sealed record UpdateFileRequest(JsonElement? Attributes = null);

internal sealed record AttachFilesRequest(IReadOnlyList<string>? FileIds = null, IReadOnlyList<AttachFileRequest>? Files = null, JsonElement? Attributes = null, ChunkingStrategy? ChunkingStrategy = null);

internal sealed record VectorStoreFile(
    string Id, string Object, long CreatedAt, string VectorStoreId, string Status, long UsageBytes, VectorStoreError? LastError, ChunkingStrategy ChunkingStrategy, JsonElement? Attributes);

internal sealed record VectorStoreError(string Code, string Message);

internal sealed record FileBatch(string Id, string Object, long CreatedAt, string VectorStoreId, string Status, FileCounts FileCounts);

/// <summary>A batch as it is kept with the base.</summary>
internal sealed record StoredBatch(long CreatedAt, IReadOnlyList<string> Files);

/// <param name="Query">A text, or several.</param>
internal sealed record SearchVectorStore(JsonElement Query, AttributeFilter? Filters = null, int? MaxNumResults = null, RankingOptions? RankingOptions = null);

internal sealed record RankingOptions(double? ScoreThreshold = null);

internal sealed record VectorStoreResults(string Object, IReadOnlyList<string> SearchQuery, IReadOnlyList<VectorStoreHit> Data, bool HasMore, string? NextPage);

/// <param name="Attributes">The file's own, and the <c>chunk</c> and <c>page</c> of the hit.</param>
internal sealed record VectorStoreHit(string FileId, string Filename, double Score, IReadOnlyDictionary<string, object?> Attributes, IReadOnlyList<VectorStoreText> Content);

internal sealed record VectorStoreText(string Type, string Text);

internal static class VectorStoreJson
{
    public static JsonSerializerOptions Options { get; } = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        MaxDepth = 64,
        AllowDuplicateProperties = false,
        TypeInfoResolver = new DefaultJsonTypeInfoResolver { Modifiers = { NullItems.Refuse } },
    };
}
