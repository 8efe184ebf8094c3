using System.IO.Compression;
using System.Text.Json;
using Microsoft.Data.Sqlite;
using Onebox.Documents;
using Onebox.Knowledge.Chunking;

namespace Onebox.Knowledge.Index;

/// <summary>Puts documents into the base and takes them out: inside one transaction, so that a document is there whole or not at all.</summary>
internal static class DocumentWriter
{
    /// <summary>Puts a document in place of what was there from the same origin.</summary>
    /// <param name="document">Added now; where there was one before, since that was.</param>
    /// <param name="parsed">What was read in it; null for one that failed.</param>
    public static long Put(SqliteConnection connection, IndexChange change, StoredDocument document, Document? parsed, IReadOnlyList<EmbeddedChunk> chunks)
    {
        var now = document.AddedAt;
        var before = connection.Read(StoredDocument.From, $"SELECT {StoredDocument.Columns} FROM documents WHERE origin = $0", document.Origin).SingleOrDefault();
        if (before is not null)
        {
            RemoveChunks(connection, change, before.Id);
            document = document with { Id = before.Id, Uid = before.Uid, AddedAt = before.AddedAt, Attributes = document.Attributes ?? before.Attributes, Version = document.Sha256 == before.Sha256 ? before.Version : before.Version + 1 };
        }

        var blocks = parsed is null ? null : Pack(parsed);
        const string values = "$1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20";
        object?[] row =
        [
            document.Id, document.Uid, document.Origin, document.Source, document.Name, document.MimeType, document.SizeBytes, document.Sha256, document.State, document.Reason,
            string.Join(' ', document.Readers), string.Join(' ', document.Tags), document.Owner, document.Pages, document.Version, document.AddedAt.ToUnixTimeMilliseconds(),
            document.ModifiedAt.ToUnixTimeMilliseconds(), document.Cut, string.Join('\n', document.Warnings), blocks, document.Attributes,
        ];
        if (before is null)
        {
            connection.Run($"INSERT INTO documents(uid, origin, source, name, mime, bytes, sha256, state, reason, readers, tags, owner, pages, version, added_at, modified_at, cut, warnings, blocks, attributes) VALUES ({values})", row);
        }
        else
        {
            connection.Run(
                $"UPDATE documents SET (uid, origin, source, name, mime, bytes, sha256, state, reason, readers, tags, owner, pages, version, added_at, modified_at, cut, warnings, blocks, attributes) = ({values}) WHERE id = $0", row);
        }

        var id = before?.Id ?? connection.Value<long>("SELECT last_insert_rowid()");
        Note(connection, document, before is null ? "added" : document.Version == before.Version ? "reread" : "changed", now);
        for (var i = 0; i < chunks.Count; i++) PutChunk(connection, change, id, i, i == 0 ? null : chunks[i - 1].Chunk.Heading, chunks[i].Chunk, chunks[i].Windows);
        return id;
    }

    /// <summary>Readers and tags alone: nothing is read or embedded again.</summary>
    public static void Regroup(SqliteConnection connection, long id, IEnumerable<string> readers, IEnumerable<string> tags) =>
        connection.Run("UPDATE documents SET readers = $1, tags = $2 WHERE id = $0", id, string.Join(' ', readers), string.Join(' ', tags));

    /// <summary>The file's time alone: its bytes are as they were.</summary>
    public static void Touch(SqliteConnection connection, long id, DateTimeOffset modified) =>
        connection.Run("UPDATE documents SET modified_at = $1 WHERE id = $0", id, modified.ToUnixTimeMilliseconds());

    /// <summary>Why what it holds may not be what its file says; null: it is.</summary>
    public static void Doubt(SqliteConnection connection, long id, string? reason) => connection.Run("UPDATE documents SET reason = $1 WHERE id = $0", id, reason);

    /// <summary>The same file under another name: what was read stays, and so does its history.</summary>
    public static void Rename(SqliteConnection connection, StoredDocument document, string origin, string source, string name, DateTimeOffset now)
    {
        connection.Run("UPDATE documents SET origin = $1, source = $2, name = $3 WHERE id = $0", document.Id, origin, source, name);
        Note(connection, document with { Name = name }, $"renamed from {document.Name}", now);
    }

    public static void Remove(SqliteConnection connection, IndexChange change, StoredDocument document, DateTimeOffset now)
    {
        RemoveChunks(connection, change, document.Id);
        connection.Run("DELETE FROM documents WHERE id = $0", document.Id);
        Note(connection, document, "removed", now);
    }

    /// <summary>Another text in place of a chunk's own, until its file changes.</summary>
    public static void Edit(SqliteConnection connection, IndexChange change, StoredChunk chunk, string text, IReadOnlyList<(Window Window, Embedded Embedded)> windows)
    {
        foreach (var window in connection.Read(r => r.GetInt64(0), "SELECT id FROM windows WHERE chunk = $0", chunk.Id)) change.Remove(window);
        connection.Run("DELETE FROM windows WHERE chunk = $0", chunk.Id);
        connection.Run("DELETE FROM texts WHERE rowid = $0", chunk.Id);
        var before = connection.Value<string>("SELECT heading FROM chunks WHERE document = $0 AND ordinal = $1", chunk.Document, chunk.Ordinal - 1);
        var (length, said) = ChunkTerms.Put(connection, chunk.Id, before, chunk.Heading, text);
        connection.Run("UPDATE chunks SET text = $1, edited = 1, length = $2, said = $3 WHERE id = $0", chunk.Id, text, length, said);
        foreach (var (window, embedded) in windows) PutWindow(connection, change, chunk.Id, window, embedded);
    }

    public static Document? Blocks(SqliteConnection connection, long document)
    {
        if (connection.Value<byte[]>("SELECT blocks FROM documents WHERE id = $0", document) is not { } bytes) return null;
        using var unpacked = new BrotliStream(new MemoryStream(bytes), CompressionMode.Decompress);
        return JsonSerializer.Deserialize(unpacked, DocumentJson.Compact.Document);
    }

    private static byte[] Pack(Document document)
    {
        using var packed = new MemoryStream();
        using (var to = new BrotliStream(packed, CompressionLevel.Fastest)) JsonSerializer.Serialize(to, document, DocumentJson.Compact.Document);
        return packed.ToArray();
    }

    private static void PutChunk(SqliteConnection connection, IndexChange change, long document, int ordinal, string? before, Chunk chunk, IReadOnlyList<Embedded> embedded)
    {
        connection.Run(
            "INSERT INTO chunks(document, ordinal, page, heading, text, kind, first_block, last_block, range, length) VALUES ($0, $1, $2, $3, $4, $5, $6, $7, $8, 0)",
            document, ordinal, chunk.Page, chunk.Heading, chunk.Text, chunk.Kind, chunk.FirstBlock, chunk.LastBlock, chunk.Range is { } range ? $"{range.Sheet}!{range.Cells}" : null);
        var id = connection.Value<long>("SELECT last_insert_rowid()");
        var (length, said) = ChunkTerms.Put(connection, id, before, chunk.Heading, chunk.Text);
        connection.Run("UPDATE chunks SET length = $1, said = $2 WHERE id = $0", id, length, said);
        for (var i = 0; i < embedded.Count; i++) PutWindow(connection, change, id, chunk.Windows[i], embedded[i]);
    }

    private static void PutWindow(SqliteConnection connection, IndexChange change, long chunk, Window window, Embedded embedded)
    {
        connection.Run("INSERT OR IGNORE INTO embeddings(hash, vector) VALUES ($0, $1)", embedded.Hash, VectorBytes.Write(embedded.Vector));
        connection.Run("INSERT INTO windows(chunk, start, length, embedding) VALUES ($0, $1, $2, $3)", chunk, window.Start, window.Length, embedded.Hash);
        change.Add(connection.Value<long>("SELECT last_insert_rowid()"), embedded.Vector);
    }

    private static void RemoveChunks(SqliteConnection connection, IndexChange change, long document)
    {
        foreach (var window in connection.Read(r => r.GetInt64(0), "SELECT w.id FROM windows w JOIN chunks c ON c.id = w.chunk WHERE c.document = $0", document)) change.Remove(window);
        connection.Run("DELETE FROM texts WHERE rowid IN (SELECT id FROM chunks WHERE document = $0)", document);
        connection.Run("DELETE FROM chunks WHERE document = $0", document);
    }

    private static void Note(SqliteConnection connection, StoredDocument document, string what, DateTimeOffset at) =>
        connection.Run("INSERT OR REPLACE INTO history(uid, version, name, what, sha256, at, readers) VALUES ($0, $1, $2, $3, $4, $5, $6)", document.Uid, document.Version, document.Name, what, document.Sha256, at.ToUnixTimeMilliseconds(), string.Join(' ', document.Readers));
}

/// <param name="Hash">Of the text and the model that made the vector.</param>
internal readonly record struct Embedded(byte[] Hash, float[] Vector);

/// <param name="Windows">The vectors of the chunk's windows, in their order.</param>
internal readonly record struct EmbeddedChunk(Chunk Chunk, IReadOnlyList<Embedded> Windows);
