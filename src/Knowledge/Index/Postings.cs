using Microsoft.Data.Sqlite;
using Onebox.Knowledge.Text;

namespace Onebox.Knowledge.Index;

/// <summary>The chunks that hold a term, in order, and how often each does.</summary>
/// <param name="Units">How many texts that are scored as one hold it.</param>
internal sealed record Postings(int[] Chunks, ushort[] Frequencies, int Units)
{
    /// <summary>Reads them from SQLite's full-text index; several spellings count as one term.</summary>
    public static Postings Read(SqliteConnection connection, QueryTerm term, IndexView view)
    {
        var counts = new SortedDictionary<int, int>();
        foreach (var spelling in term.Spellings)
        {
            // A prefix stands for every term that begins with it.
            using var command = term.IsPrefix
                ? connection.Command("SELECT doc, count(*) FROM texts_instances WHERE term >= $0 AND term <= $1 GROUP BY doc", spelling, spelling + '\uFFFD')
                : connection.Command("SELECT doc, count(*) FROM texts_instances WHERE term = $0 GROUP BY doc", spelling);
            using var row = command.ExecuteReader();
            while (row.Read())
            {
                var chunk = row.GetInt64(0);
                // Written after this version of the base, or deleted before: not part of it.
                if (view.DocumentOf(chunk) != 0) counts[(int)chunk] = counts.GetValueOrDefault((int)chunk) + (int)row.GetInt64(1);
            }
        }

        var (units, last) = (0, -1);
        foreach (var chunk in counts.Keys)
        {
            if (view.Units.Of(chunk) != last) units++;
            last = view.Units.Of(chunk);
        }

        return new Postings([.. counts.Keys], [.. counts.Values.Select(c => (ushort)Math.Min(c, ushort.MaxValue))], units);
    }
}
