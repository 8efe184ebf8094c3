using System.Globalization;
using Microsoft.Extensions.VectorData.ProviderServices;

namespace Onebox.PostgresVectors;

/// <summary>A collection's table in SQL: a column for the key, each property of data, and the vector.</summary>
internal sealed class CollectionTable(Table table, CollectionModel model, PostgresVectorStoreOptions options)
{
    public Table Table => table;

    public string Key => Table.Quoted(model.KeyProperty.StorageName);

    public string Vector => Table.Quoted(model.VectorProperty.StorageName);

    /// <summary>Key, data in the model's order, then perhaps the vector.</summary>
    public string Columns(bool vector) => string.Join(", ", [Key, .. model.DataProperties.Select(p => Table.Quoted(p.StorageName)), .. vector ? [$"{Vector}::real[]"] : Array.Empty<string>()]);

    /// <summary>One statement of many: run it in a transaction of its own, under a lock, so that two boxes may do so at once.</summary>
    public string Create
    {
        get
        {
            var columns = model.DataProperties.Select(p => $"{Table.Quoted(p.StorageName)} {ColumnType.Of(p.Type)}");
            List<string> statements =
            [
                "SELECT pg_advisory_xact_lock(7266305011)",
                "CREATE EXTENSION IF NOT EXISTS vector",
                $"CREATE SCHEMA IF NOT EXISTS {Table.Quoted(table.Schema)}",
                $"CREATE TABLE IF NOT EXISTS {table.Sql} ({string.Join(", ", [$"{Key} {ColumnType.Of(model.KeyProperty.Type)} PRIMARY KEY", .. columns, string.Create(CultureInfo.InvariantCulture, $"{Vector} vector({model.VectorProperty.Dimensions}) NOT NULL")])})",
            ];
            if (Distance.IsIndexed(model.VectorProperty))
                statements.Add(Index(model.VectorProperty.StorageName, string.Create(CultureInfo.InvariantCulture, $"USING hnsw ({Vector} {Distance.Of(model.VectorProperty).OperatorClass}) WITH (m = {options.Links}, ef_construction = {options.BuildWidth})")));
            foreach (var property in model.DataProperties.Where(p => p.IsIndexed))
                statements.Add(Index(property.StorageName, $"{(ColumnType.IsList(property.Type) ? "USING gin " : "")}({Table.Quoted(property.StorageName)})"));
            return string.Join(";\n", statements);
        }
    }

    public string Upsert
    {
        get
        {
            string[] data = [.. model.DataProperties.Select(p => Table.Quoted(p.StorageName)), Vector];
            var values = string.Join(", ", Enumerable.Range(1, data.Length).Select(i => $"${i}"));
            return $"INSERT INTO {table.Sql} ({Key}, {string.Join(", ", data)}) VALUES ({values}, ${data.Length + 1}::real[]::vector) ON CONFLICT ({Key}) DO UPDATE SET {string.Join(", ", data.Select(d => $"{d} = EXCLUDED.{d}"))}";
        }
    }

    // Names of indexes are cut off at 63 bytes by the server: a hash keeps them apart.
    private string Index(string column, string how)
    {
        var hash = Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(System.Text.Encoding.UTF8.GetBytes($"{table.Name}\n{column}")))[..24];
        return $"CREATE INDEX IF NOT EXISTS {Table.Quoted($"onebox_{hash}")} ON {table.Sql} {how}";
    }
}
