using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.Data.Sqlite;
using Onebox.Knowledge.Index;

namespace Onebox.Knowledge.Ingestion;

/// <summary>What a base remembers of a folder or file that it was filled from; in <c>settings</c> of its database.</summary>
/// <param name="At">When the last ingestion began that came to its end: everything that was there then has been read.</param>
/// <param name="Mounts">The mount points that its files lay on.</param>
internal sealed record SourceSeen(DateTimeOffset At, IReadOnlyList<string> Mounts)
{
    public static SourceSeen Read(KnowledgeIndex index, string source)
    {
        using var connection = index.Read();
        return connection.Value<string>("SELECT value FROM settings WHERE name = $0", Name(source)) is { } json
            ? JsonSerializer.Deserialize(json, SourceSeenJson.Default.SourceSeen)!
            : new SourceSeen(DateTimeOffset.UnixEpoch, []);
    }

    public void Write(SqliteConnection connection, string source) =>
        connection.Run("INSERT OR REPLACE INTO settings(name, value) VALUES ($0, $1)", Name(source), JsonSerializer.Serialize(this, SourceSeenJson.Default.SourceSeen));

    private static string Name(string source) => $"source {source}";
}

[JsonSourceGenerationOptions(JsonSerializerDefaults.Web)]
[JsonSerializable(typeof(SourceSeen))]
internal sealed partial class SourceSeenJson : JsonSerializerContext;
