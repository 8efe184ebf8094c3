using Microsoft.Data.Sqlite;

namespace Onebox.Knowledge.Index;

/// <summary>The tables of <c>base.db</c>, one file for each knowledge base (docs/formats/knowledge-base.md).</summary>
internal static class IndexSchema
{
    public const int Version = 5;

    // Ids are never given twice (AUTOINCREMENT): the vector index knows chunks by them.
    private const string Create =
        """
        CREATE TABLE documents(
            id INTEGER PRIMARY KEY AUTOINCREMENT, uid TEXT NOT NULL UNIQUE, origin TEXT NOT NULL UNIQUE, source TEXT NOT NULL, name TEXT NOT NULL,
            mime TEXT NOT NULL, bytes INTEGER NOT NULL, sha256 TEXT NOT NULL, state TEXT NOT NULL, reason TEXT, readers TEXT NOT NULL, tags TEXT NOT NULL, owner TEXT NOT NULL,
            pages INTEGER NOT NULL, version INTEGER NOT NULL, added_at INTEGER NOT NULL, modified_at INTEGER NOT NULL, cut TEXT NOT NULL, warnings TEXT NOT NULL, blocks BLOB, attributes TEXT);
        CREATE INDEX documents_name ON documents(name);
        CREATE TABLE chunks(
            id INTEGER PRIMARY KEY AUTOINCREMENT, document INTEGER NOT NULL REFERENCES documents(id) ON DELETE CASCADE, ordinal INTEGER NOT NULL, page INTEGER, heading TEXT NOT NULL,
            text TEXT NOT NULL, kind TEXT NOT NULL, first_block INTEGER NOT NULL, last_block INTEGER NOT NULL, range TEXT, length INTEGER NOT NULL, said INTEGER NOT NULL DEFAULT 0, edited INTEGER NOT NULL DEFAULT 0);
        CREATE INDEX chunks_document ON chunks(document, ordinal);
        CREATE TABLE windows(
            id INTEGER PRIMARY KEY AUTOINCREMENT, chunk INTEGER NOT NULL REFERENCES chunks(id) ON DELETE CASCADE, start INTEGER NOT NULL, length INTEGER NOT NULL, embedding BLOB NOT NULL);
        CREATE INDEX windows_chunk ON windows(chunk);
        CREATE INDEX windows_embedding ON windows(embedding);
        CREATE TABLE embeddings(hash BLOB PRIMARY KEY, vector BLOB NOT NULL);
        CREATE TABLE history(uid TEXT NOT NULL, version INTEGER NOT NULL, name TEXT NOT NULL, what TEXT NOT NULL, sha256 TEXT NOT NULL, at INTEGER NOT NULL, readers TEXT, PRIMARY KEY(uid, version, what));
        CREATE TABLE settings(name TEXT PRIMARY KEY, value TEXT NOT NULL);
        CREATE TABLE questions(id TEXT PRIMARY KEY, text TEXT NOT NULL, record TEXT NOT NULL, made_by TEXT NOT NULL);
        CREATE TABLE evaluations(id TEXT PRIMARY KEY, at INTEGER NOT NULL, record TEXT NOT NULL);
        CREATE VIRTUAL TABLE texts USING fts5(terms, content='', contentless_delete=1, tokenize='ascii');
        CREATE VIRTUAL TABLE texts_instances USING fts5vocab('texts', 'instance');
        """;

    public static SqliteConnection Open(string path, bool writes)
    {
        var connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = path, Pooling = true, DefaultTimeout = 60, Mode = writes ? SqliteOpenMode.ReadWriteCreate : SqliteOpenMode.ReadWrite }.ToString());
        connection.Open();
        connection.Run("PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON; PRAGMA cache_size=-32000;");
        return connection;
    }

    /// <exception cref="Kernel.ProblemException">The file was written by a later version of Onebox.</exception>
    public static void Prepare(SqliteConnection connection, string name)
    {
        using var transaction = connection.BeginTransaction();
        var version = connection.Value<long>("PRAGMA user_version");
        if (version > Version) throw KnowledgeErrors.FromALaterVersion(name);
        if (version == 0) connection.Run($"{Create} PRAGMA user_version={Version};");
        if (version is > 0 and < Version) FromEarlier(connection, version);
        transaction.Commit();
    }

    /// <summary>The second version cuts text into other terms, and documents have attributes; the third marks headings that were said before; the fourth stems other languages than English; the fifth keeps names whole (ADR 0281) and knows who could read what is gone.</summary>
    private static void FromEarlier(SqliteConnection connection, long version)
    {
        if (version == 1) connection.Run("ALTER TABLE documents ADD COLUMN attributes TEXT");
        if (version < 3) connection.Run("ALTER TABLE chunks ADD COLUMN said INTEGER NOT NULL DEFAULT 0");
        ChunkTerms.PutAll(connection);
        connection.Run("ALTER TABLE history ADD COLUMN readers TEXT");
        connection.Run($"PRAGMA user_version={Version};");
    }
}
