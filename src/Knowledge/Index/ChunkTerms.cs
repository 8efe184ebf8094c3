using Microsoft.Data.Sqlite;
using Onebox.Knowledge.Chunking;
using Onebox.Knowledge.Text;

namespace Onebox.Knowledge.Index;

/// <summary>
/// A chunk's terms in the full-text index. Each chunk is found by the headings that it stands under; a document says them once, however many chunks it is cut into, so those that the
/// chunk before stands under too are marked as said (ADR 0196).
/// </summary>
internal static class ChunkTerms
{
    /// <param name="before">The headings of the chunk before it in its document; null for the first.</param>
    /// <returns>Its length in terms, and how many of them the document has said before.</returns>
    public static (int Length, int Said) Put(SqliteConnection connection, long chunk, string? before, string heading, string text)
    {
        var path = heading.Split(Chunk.Joint);
        var shared = before is null ? 0 : path.Zip(before.Split(Chunk.Joint)).TakeWhile(p => p.First == p.Second).Count();
        var language = Language.Of(string.Join('\n', path.Append(text)));
        var said = TextAnalyzer.Read(string.Join('\n', path.Take(shared)), language);
        var own = TextAnalyzer.Read(string.Join('\n', path.Skip(shared).Append(text)), language);
        connection.Run("INSERT INTO texts(rowid, terms) VALUES ($0, $1)", chunk, string.Join(' ', said.ForIndex(AnalyzedText.Said).Concat(own.ForIndex())));
        return (said.Length + own.Length, said.Length);
    }

    /// <summary>Those of a base that was written by an earlier version.</summary>
    public static void PutAll(SqliteConnection connection)
    {
        connection.Run("INSERT INTO texts(texts) VALUES ('delete-all')");
        var before = (Document: 0L, Heading: "");
        foreach (var (id, document, heading, text) in connection.Read(r => (r.GetInt64(0), r.GetInt64(1), r.GetString(2), r.GetString(3)), "SELECT id, document, heading, text FROM chunks ORDER BY document, ordinal"))
        {
            var (length, said) = Put(connection, id, before.Document == document ? before.Heading : null, heading, text);
            connection.Run("UPDATE chunks SET length = $1, said = $2 WHERE id = $0", id, length, said);
            before = (document, heading);
        }
    }
}
