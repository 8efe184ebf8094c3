using Microsoft.Data.Sqlite;
using Onebox.Knowledge.Retrieval;
using Onebox.Knowledge.Text;

namespace Onebox.Knowledge.Index;

/// <summary>The chunks that hold a term, in order, and how often each does.</summary>
/// <param name="Said">How many of these times are in headings that its document has said before.</param>
/// <param name="Wholes">How many whole texts hold it (<see cref="IndexView.Wholes"/>).</param>
/// <param name="Parts">How many parts of texts hold it (<see cref="IndexView.Parts"/>).</param>
internal sealed record Postings(int[] Chunks, ushort[] Frequencies, ushort[] Said, int Wholes, int Parts)
{
    /// <summary>Reads them from SQLite's full-text index; several spellings count as one term.</summary>
    public static Postings Read(SqliteConnection connection, QueryTerm term, IndexView view)
    {
        var counts = new SortedDictionary<int, (int All, int Said)>();
        foreach (var spelling in term.Spellings)
        {
            foreach (var (chunk, times) in Read(connection, spelling, term.IsPrefix, view)) counts[chunk] = (counts.GetValueOrDefault(chunk).All + times, counts.GetValueOrDefault(chunk).Said);
            foreach (var (chunk, times) in Read(connection, AnalyzedText.Said + spelling, term.IsPrefix, view)) counts[chunk] = (counts.GetValueOrDefault(chunk).All + times, counts.GetValueOrDefault(chunk).Said + times);
        }

        return new Postings([.. counts.Keys], [.. counts.Values.Select(c => Short(c.All))], [.. counts.Values.Select(c => Short(c.Said))], Count(counts.Keys, view.Wholes), Count(counts.Keys, view.Parts));
    }

    /// <param name="chunks">In order.</param>
    private static int Count(IEnumerable<int> chunks, TextUnits units)
    {
        var (count, last) = (0, -1);
        foreach (var unit in chunks.Select(units.Of))
        {
            if (unit != last) count++;
            last = unit;
        }

        return count;
    }

    private static List<(int Chunk, int Times)> Read(SqliteConnection connection, string spelling, bool isPrefix, IndexView view)
    {
        // A prefix stands for every term that begins with it.
        using var command = isPrefix
            ? connection.Command("SELECT doc, count(*) FROM texts_instances WHERE term >= $0 AND term <= $1 GROUP BY doc", spelling, spelling + '\uFFFD')
            : connection.Command("SELECT doc, count(*) FROM texts_instances WHERE term = $0 GROUP BY doc", spelling);
        using var row = command.ExecuteReader();
        var found = new List<(int Chunk, int Times)>();
        while (row.Read())
        {
            // Written after this version of the base, or deleted before: not part of it.
            if (view.DocumentOf(row.GetInt64(0)) != 0) found.Add(((int)row.GetInt64(0), (int)row.GetInt64(1)));
        }

        return found;
    }

    private static ushort Short(int count) => (ushort)Math.Min(count, ushort.MaxValue);
}
