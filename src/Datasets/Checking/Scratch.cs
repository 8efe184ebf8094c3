using System.Globalization;
using DuckDB.NET.Data;

namespace Onebox.Datasets.Checking;

/// <summary>
/// A DuckDB file of its own beside the work, for what needs all rows at once: it groups, joins and sorts with little memory and spills to
/// the disk. It only ever sees numbers that we made; no file of a user (ADR 0142).
/// </summary>
internal sealed class Scratch : IDisposable
{
    private readonly string _folder;

    /// <param name="folder">Made anew, whatever a process that was killed left there; gone with this.</param>
    public Scratch(string folder, int memoryMegabytes)
    {
        if (Directory.Exists(folder)) Directory.Delete(folder, recursive: true);
        _folder = Directory.CreateDirectory(folder).FullName;
        Connection = new DuckDBConnection(string.Create(CultureInfo.InvariantCulture, $"Data Source={Path.Combine(_folder, "scratch.duckdb")};memory_limit={memoryMegabytes}MB;threads=2;temp_directory={Path.Combine(_folder, "spill")};preserve_insertion_order=false"));
        Connection.Open();
    }

    public DuckDBConnection Connection { get; }

    public void Run(string sql)
    {
        using var command = Connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }

    /// <summary>The rows of an answer, one at a time.</summary>
    public IEnumerable<DuckDBDataReader> Ask(string sql)
    {
        using var command = Connection.CreateCommand();
        command.CommandText = sql;
        using var reader = command.ExecuteReader();
        while (reader.Read()) yield return reader;
    }

    public void Dispose()
    {
        Connection.Dispose();
        if (Directory.Exists(_folder)) Directory.Delete(_folder, recursive: true);
    }
}
