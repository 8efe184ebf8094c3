using System.Text.Json;
using Microsoft.Data.Sqlite;
using Onebox.Kernel;
using Onebox.Knowledge.Index;

namespace Onebox.Knowledge.OpenAI;

/// <summary>What a client notes of a vector store, kept with the base: OpenAI's limits, so that what is noted here can be noted there.</summary>
internal static class StoreMetadata
{
    private const string Name = "openai metadata";
    private const int MostPairs = 16;
    private const int LongestName = 64;
    private const int LongestValue = 512;

    public static Dictionary<string, string> Of(KnowledgeIndex index)
    {
        using var connection = index.Read();
        return connection.Value<string>("SELECT value FROM settings WHERE name = $0", Name) is { } json
            ? JsonSerializer.Deserialize<Dictionary<string, string>>(json, VectorStoreJson.Options)!
            : new Dictionary<string, string>(StringComparer.Ordinal);
    }

    public static void Write(SqliteConnection connection, Dictionary<string, string> metadata) =>
        connection.Run("INSERT OR REPLACE INTO settings(name, value) VALUES ($0, $1)", Name, JsonSerializer.Serialize(metadata, VectorStoreJson.Options));

    /// <returns>Null when nothing was said of it.</returns>
    /// <exception cref="ProblemException"><c>request.invalid</c>.</exception>
    public static Dictionary<string, string>? Read(JsonElement? metadata)
    {
        if (metadata is not { ValueKind: not (JsonValueKind.Null or JsonValueKind.Undefined) } given) return null;
        var pairs = given.ValueKind == JsonValueKind.Object ? given.EnumerateObject().ToList() : throw Wrong();
        if (pairs.Count > MostPairs || pairs.Exists(p => p.Name.Length is 0 or > LongestName || p.Value.ValueKind != JsonValueKind.String || p.Value.GetString()!.Length > LongestValue)) throw Wrong();
        return pairs.ToDictionary(p => p.Name, p => p.Value.GetString()!, StringComparer.Ordinal);
    }

    /// <exception cref="ProblemException"><c>request.invalid</c>: nothing here goes by itself.</exception>
    public static void RefuseExpiry(JsonElement? expiresAfter)
    {
        if (expiresAfter is { ValueKind: not (JsonValueKind.Null or JsonValueKind.Undefined) })
            throw new Problem(ProblemKind.Invalid, "request.invalid", "A vector store does not expire here: leave 'expires_after' out, and delete the store when it is not needed any more.") { Field = "expires_after" }.ToException();
    }

    private static ProblemException Wrong() =>
        new Problem(ProblemKind.Invalid, "request.invalid", $"Metadata is an object of at most {MostPairs} texts of at most {LongestValue} characters, under names of at most {LongestName}.") { Field = "metadata" }.ToException();
}
