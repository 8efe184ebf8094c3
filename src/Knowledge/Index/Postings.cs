using Microsoft.Data.Sqlite;

namespace Onebox.Knowledge.Index;

/// <summary>The chunks that hold a term, and how often each does.</summary>
internal sealed record Postings(int[] Chunks, ushort[] Frequencies)
{
    /// <summary>Reads them from SQLite's full-text index. A prefix stands for every term that begins with it.</summary>
    public static Postings Read(SqliteConnection connection, string term, bool isPrefix, IndexView view)
    {
        using var command = isPrefix
            ? connection.Command("SELECT doc, count(*) FROM texts_instances WHERE term >= $0 AND term <= $1 GROUP BY doc", term, term + '\uFFFD')
            : connection.Command("SELECT doc, count(*) FROM texts_instances WHERE term = $0 GROUP BY doc", term);
        using var row = command.ExecuteReader();
        var (chunks, frequencies) = (new List<int>(), new List<ushort>());
        while (row.Read())
        {
            var chunk = row.GetInt64(0);
            // Written after this version of the base, or deleted before: not part of it.
            if (view.DocumentOf(chunk) == 0) continue;
            chunks.Add((int)chunk);
            frequencies.Add((ushort)Math.Min(row.GetInt64(1), ushort.MaxValue));
        }

        return new Postings([.. chunks], [.. frequencies]);
    }
}
