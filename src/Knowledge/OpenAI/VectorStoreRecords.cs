using System.Text.Json;
using System.Text.Json.Serialization;

namespace Onebox.Knowledge.OpenAI;

internal sealed record VectorStore(string Id, string Object, long CreatedAt, string Name, string Status, FileCounts FileCounts);

internal sealed record FileCounts(int InProgress, int Completed, int Failed, int Cancelled, int Total);

internal sealed record VectorStoreList(string Object, IReadOnlyList<VectorStore> Data, bool HasMore);

internal sealed record CreateVectorStore(string? Name = null, string? Description = null);

internal sealed record VectorStoreFile(string Id, string Object, long CreatedAt, string VectorStoreId, string Status, long UsageBytes, VectorStoreError? LastError);

internal sealed record VectorStoreError(string Code, string Message);

internal sealed record VectorStoreFileList(string Object, IReadOnlyList<VectorStoreFile> Data, bool HasMore);

/// <param name="Query">A text, or several.</param>
internal sealed record SearchVectorStore(
    [property: JsonPropertyName("query")] JsonElement Query, [property: JsonPropertyName("max_num_results")] int? MaxNumResults = null, [property: JsonPropertyName("ranking_options")] RankingOptions? RankingOptions = null);

internal sealed record RankingOptions([property: JsonPropertyName("score_threshold")] double? ScoreThreshold = null);

internal sealed record VectorStoreResults(string Object, IReadOnlyList<string> SearchQuery, IReadOnlyList<VectorStoreHit> Data, bool HasMore, string? NextPage);

internal sealed record VectorStoreHit(string FileId, string Filename, double Score, IReadOnlyDictionary<string, object> Attributes, IReadOnlyList<VectorStoreText> Content);

internal sealed record VectorStoreText(string Type, string Text);

internal static class VectorStoreJson
{
    public static JsonSerializerOptions Options { get; } = new() { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower };
}
