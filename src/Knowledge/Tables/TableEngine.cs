using System.Globalization;
using DuckDB.NET.Data;

namespace Onebox.Knowledge.Tables;

/// <summary>What a query gave.</summary>
internal sealed record TableRows(string Sql, IReadOnlyList<string> Columns, IReadOnlyList<IReadOnlyList<string?>> Rows);

/// <summary>Runs a query over one table in a DuckDB of its own, in memory, without access to anything outside it.</summary>
internal static class TableEngine
{
    private const int MostRows = 20;

    public static string Write(TableQuery query, string table)
    {
        var from = $" FROM {Name(table)}{Where(query.Conditions)}";
        var value = query.Column is null ? "" : Name(query.Column.Name);
        return query.Calculation switch
        {
            Calculation.Count => $"SELECT count(*){from}",
            Calculation.Sum => $"SELECT sum({value}){from}",
            Calculation.Average => $"SELECT avg({value}){from}",
            var extreme => Extreme(query, from, value, extreme == Calculation.Largest ? "DESC" : "ASC"),
        };
    }

    public static TableRows Run(SheetTable table, TableQuery query)
    {
        using var connection = new DuckDBConnection("DataSource=:memory:");
        connection.Open();
        var name = table.Name is { Length: > 0 } named ? named : "table";
        Execute(connection, $"CREATE TABLE {Name(name)} ({string.Join(", ", table.Columns.Select(c => $"{Name(c.Name)} {(c.IsNumber ? "DOUBLE" : "VARCHAR")}"))})");
        using (var appender = connection.CreateAppender(name))
        {
            for (var i = 0; i < table.Cells.Count; i++)
            {
                var row = appender.CreateRow();
                for (var column = 0; column < table.Columns.Count; column++)
                {
                    if (table.Columns[column].IsNumber) row.AppendValue(table.Numbers[i][column]);
                    else row.AppendValue(table.Cells[i][column]);
                }

                row.EndRow();
            }
        }

        Execute(connection, "SET enable_external_access = false");
        Execute(connection, "SET lock_configuration = true");
        var sql = Write(query, name);
        using var command = connection.CreateCommand();
#pragma warning disable CA2100 // Written above, from a closed set of forms; names and values are quoted.
        command.CommandText = sql;
#pragma warning restore CA2100
        using var reader = command.ExecuteReader();
        var rows = new List<IReadOnlyList<string?>>();
        while (reader.Read() && rows.Count < MostRows) rows.Add([.. Enumerable.Range(0, reader.FieldCount).Select(i => reader.IsDBNull(i) ? null : Text(reader.GetValue(i)))]);
        return new TableRows(sql, [.. Enumerable.Range(0, reader.FieldCount).Select(reader.GetName)], rows);
    }

    /// <summary>Every row that has it: two may share the first place.</summary>
    private static string Extreme(TableQuery query, string from, string value, string order)
    {
        var shown = query.Shown is { } column ? $"{Name(column.Name)}, {value}" : value;
        var best = $"(SELECT {value}{from}{(query.Conditions.Count > 0 ? " AND " : " WHERE ")}{value} IS NOT NULL ORDER BY {value} {order} LIMIT 1)";
        return $"SELECT DISTINCT {shown}{from}{(query.Conditions.Count > 0 ? " AND " : " WHERE ")}{value} = {best}";
    }

    private static string Where(IReadOnlyList<Condition> conditions) => conditions.Count == 0
        ? ""
        : $" WHERE {string.Join(" AND ", conditions.Select(c => c.Number is { } number ? $"{Name(c.Column.Name)} {c.Operator} {number.ToString("R", CultureInfo.InvariantCulture)}" : $"lower({Name(c.Column.Name)}) = lower({Value(c.Text!)})"))}";

    private static string Name(string name) => $"\"{name.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";

    private static string Value(string text) => $"'{text.Replace("'", "''", StringComparison.Ordinal)}'";

    private static string Text(object value) => value is double number ? number.ToString("0.############", CultureInfo.InvariantCulture) : Convert.ToString(value, CultureInfo.InvariantCulture) ?? "";

    private static void Execute(DuckDBConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
#pragma warning disable CA2100 // As above.
        command.CommandText = sql;
#pragma warning restore CA2100
        command.ExecuteNonQuery();
    }
}
