using System.Globalization;
using DuckDB.NET.Data;

namespace Onebox.Knowledge.Tables;

/// <summary>What a query gave.</summary>
/// <param name="Rows">The first of them.</param>
/// <param name="Count">How many there were.</param>
internal sealed record TableRows(string Sql, IReadOnlyList<string> Columns, IReadOnlyList<IReadOnlyList<string?>> Rows, int Count);

/// <summary>Runs a query over one table in a DuckDB of its own, in memory, without access to anything outside it.</summary>
internal static class TableEngine
{
    public const int MostRows = 50;

    public static TableRows Run(SheetTable table, TableQuery query)
    {
        using var connection = new DuckDBConnection("DataSource=:memory:");
        connection.Open();
        var name = table.Name is { Length: > 0 } named ? named : "table";
        Execute(connection, $"CREATE TABLE {QuerySql.Name(name)} ({string.Join(", ", table.Columns.Select(c => $"{QuerySql.Name(c.Name)} {(c.IsNumber ? "DOUBLE" : c.IsDate ? "TIMESTAMP" : "VARCHAR")}"))})");
        using (var appender = connection.CreateAppender(name))
        {
            for (var i = 0; i < table.Cells.Count; i++)
            {
                var row = appender.CreateRow();
                foreach (var column in table.Columns)
                {
                    if (column.IsNumber) row.AppendValue(table.Numbers[i][column.Index]);
                    else if (column.IsDate) row.AppendValue(table.Days(column)[i]);
                    else row.AppendValue(table.Cells[i][column.Index]);
                }

                row.EndRow();
            }
        }

        Execute(connection, "SET enable_external_access = false");
        Execute(connection, "SET lock_configuration = true");
        var sql = QuerySql.Write(query, name);
        using var command = connection.CreateCommand();
#pragma warning disable CA2100 // Written by QuerySql, from a closed set of forms; names and values are quoted.
        command.CommandText = sql;
#pragma warning restore CA2100
        using var reader = command.ExecuteReader();
        var (rows, count) = (new List<IReadOnlyList<string?>>(), 0);
        for (; reader.Read(); count++)
            if (rows.Count < MostRows) rows.Add([.. Enumerable.Range(0, reader.FieldCount).Select(i => reader.IsDBNull(i) ? null : Text(reader.GetValue(i)))]);
        return new TableRows(sql, [.. Enumerable.Range(0, reader.FieldCount).Select(reader.GetName)], rows, count);
    }

    private static string Text(object value) => value switch
    {
        double number => number.ToString("0.############", CultureInfo.InvariantCulture),
        DateTime day => day.ToString(day.TimeOfDay == TimeSpan.Zero ? "yyyy-MM-dd" : day.Second == 0 ? "yyyy-MM-dd HH:mm" : "yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture),
        _ => Convert.ToString(value, CultureInfo.InvariantCulture) ?? "",
    };

    private static void Execute(DuckDBConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
#pragma warning disable CA2100 // As above.
        command.CommandText = sql;
#pragma warning restore CA2100
        command.ExecuteNonQuery();
    }
}
