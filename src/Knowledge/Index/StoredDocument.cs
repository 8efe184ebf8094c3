using Microsoft.Data.Sqlite;

namespace Onebox.Knowledge.Index;

/// <summary>A document as it is kept.</summary>
/// <param name="Origin">Where its file is: a path, or <c>upload:NAME</c>. One document for each.</param>
/// <param name="Source">The folder or file that was added; all documents of a source go when their files do.</param>
/// <param name="Name">As people see it: the path below the source.</param>
/// <param name="Readers">Groups that may read it; empty: everyone.</param>
/// <param name="Cut">How it was cut and embedded: with other settings it is cut again.</param>
internal sealed record StoredDocument(
    long Id, string Uid, string Origin, string Source, string Name, string MimeType, long SizeBytes, string Sha256, string State, string? Reason,
    string[] Readers, string[] Tags, string Owner, int Pages, int Version, DateTimeOffset AddedAt, DateTimeOffset ModifiedAt, string Cut, string[] Warnings)
{
    public const string Ready = "ready";
    public const string Failed = "failed";

    public const string Columns = "id, uid, origin, source, name, mime, bytes, sha256, state, reason, readers, tags, owner, pages, version, added_at, modified_at, cut, warnings, attributes";

    /// <summary>What its sender notes of it, by name: a JSON object of strings, numbers and booleans; null for nothing.</summary>
    public string? Attributes { get; init; }

    public bool IsReady => State == Ready;

    /// <summary>The folder below its source; empty at the top.</summary>
    public string Folder => Path.GetDirectoryName(Name)?.Replace('\\', '/') ?? "";

    /// <summary>Times are kept to the millisecond.</summary>
    public bool HasStamp(long bytes, DateTimeOffset modified) => SizeBytes == bytes && ModifiedAt.ToUnixTimeMilliseconds() == modified.ToUnixTimeMilliseconds();

    public static StoredDocument From(SqliteDataReader row) => new(
        row.GetInt64(0), row.GetString(1), row.GetString(2), row.GetString(3), row.GetString(4), row.GetString(5), row.GetInt64(6), row.GetString(7), row.GetString(8),
        row.IsDBNull(9) ? null : row.GetString(9), Words(row.GetString(10)), Words(row.GetString(11)), row.GetString(12), row.GetInt32(13), row.GetInt32(14),
        DateTimeOffset.FromUnixTimeMilliseconds(row.GetInt64(15)), DateTimeOffset.FromUnixTimeMilliseconds(row.GetInt64(16)), row.GetString(17), Lines(row.GetString(18)))
    {
        Attributes = row.IsDBNull(19) ? null : row.GetString(19),
    };

    private static string[] Words(string text) => text.Split(' ', StringSplitOptions.RemoveEmptyEntries);

    private static string[] Lines(string text) => text.Split('\n', StringSplitOptions.RemoveEmptyEntries);
}

/// <summary>A chunk as it is kept.</summary>
internal sealed record StoredChunk(long Id, long Document, int Ordinal, int? Page, string Heading, string Text, string Kind, int FirstBlock, int LastBlock, string? Range, bool Edited)
{
    public const string Columns = "id, document, ordinal, page, heading, text, kind, first_block, last_block, range, edited";

    public static StoredChunk From(SqliteDataReader row) => new(
        row.GetInt64(0), row.GetInt64(1), row.GetInt32(2), row.IsDBNull(3) ? null : row.GetInt32(3), row.GetString(4), row.GetString(5), row.GetString(6),
        row.GetInt32(7), row.GetInt32(8), row.IsDBNull(9) ? null : row.GetString(9), row.GetBoolean(10));
}
