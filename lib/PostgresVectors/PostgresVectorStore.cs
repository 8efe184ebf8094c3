using System.Runtime.CompilerServices;
using Microsoft.Extensions.VectorData;
using Npgsql;

namespace Onebox.PostgresVectors;

/// <summary>
/// Collections as tables of a PostgreSQL database with the extension pgvector: the same code as over <c>OneboxVectorStore</c>, for those who run a database server already.
/// Errors of the server come as <see cref="VectorStoreException"/>.
/// </summary>
/// <param name="database">The database; the caller keeps and disposes it.</param>
/// <param name="options">Null for the defaults.</param>
public sealed class PostgresVectorStore(NpgsqlDataSource database, PostgresVectorStoreOptions? options = null) : VectorStore
{
    internal const string SystemName = "postgresql";

    private readonly PostgresVectorStoreOptions _options = options ?? new PostgresVectorStoreOptions();

    public override VectorStoreCollection<TKey, TRecord> GetCollection<TKey, TRecord>(string name, VectorStoreCollectionDefinition? definition = null)
    {
        if (typeof(TRecord) == typeof(Dictionary<string, object?>)) throw new ArgumentException("Use GetDynamicCollection for records that are dictionaries.", nameof(name));
        return new PostgresCollection<TKey, TRecord>(this, Table(name), new PostgresModelBuilder().Build(typeof(TRecord), typeof(TKey), definition, definition?.EmbeddingGenerator), _options);
    }

    public override VectorStoreCollection<object, Dictionary<string, object?>> GetDynamicCollection(string name, VectorStoreCollectionDefinition definition) =>
        new PostgresCollection<object, Dictionary<string, object?>>(this, Table(name), new PostgresModelBuilder().BuildDynamic(definition, definition.EmbeddingGenerator), _options);

    public override async IAsyncEnumerable<string> ListCollectionNamesAsync([EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        foreach (var name in await RunAsync(null, NamesAsync, cancellationToken)) yield return name;
    }

    public override Task<bool> CollectionExistsAsync(string name, CancellationToken cancellationToken = default) => RunAsync(
        name,
        async (connection, cancellation) =>
        {
            await using var command = new NpgsqlCommand("SELECT to_regclass($1) IS NOT NULL", connection) { Parameters = { new() { Value = Table(name).Sql } } };
            return (bool)(await command.ExecuteScalarAsync(cancellation))!;
        },
        cancellationToken);

    public override Task EnsureCollectionDeletedAsync(string name, CancellationToken cancellationToken = default) => RunAsync(
        name,
        async (connection, cancellation) =>
        {
            await ExecuteAsync(connection, $"DROP TABLE IF EXISTS {Table(name).Sql}", cancellation);
            return true;
        },
        cancellationToken);

    public override object? GetService(Type serviceType, object? serviceKey = null) =>
        serviceKey is not null ? null
            : serviceType == typeof(VectorStoreMetadata) ? new VectorStoreMetadata { VectorStoreSystemName = SystemName, VectorStoreName = _options.Schema }
            : serviceType == typeof(NpgsqlDataSource) ? database
            : serviceType.IsInstanceOfType(this) ? this : null;

    /// <summary>Runs on a connection of its own; what the server refuses becomes the abstraction's error.</summary>
    internal async Task<T> RunAsync<T>(string? collection, Func<NpgsqlConnection, CancellationToken, Task<T>> work, CancellationToken cancellation)
    {
        try
        {
            await using var connection = await database.OpenConnectionAsync(cancellation);
            return await work(connection, cancellation);
        }
        catch (NpgsqlException error)
        {
            var why = error is PostgresException { SqlState: PostgresErrorCodes.UndefinedTable or PostgresErrorCodes.UndefinedObject }
                ? $"There is no collection {collection}. Create it with EnsureCollectionExistsAsync."
                : error is PostgresException { SqlState: PostgresErrorCodes.UndefinedFile or PostgresErrorCodes.FeatureNotSupported, MessageText: var said } && said.Contains("vector", StringComparison.Ordinal)
                    ? "The PostgreSQL server lacks the extension pgvector. Install it there (Debian: postgresql-NN-pgvector), then try again."
                    : $"The PostgreSQL server refused: {error.Message}";
            throw new VectorStoreException(why, error) { VectorStoreSystemName = SystemName, CollectionName = collection };
        }
    }

    internal static async Task ExecuteAsync(NpgsqlConnection connection, string sql, CancellationToken cancellation)
    {
#pragma warning disable CA2100 // Names are quoted, values go by parameters.
        await using var command = new NpgsqlCommand(sql, connection);
#pragma warning restore CA2100
        await command.ExecuteNonQueryAsync(cancellation);
    }

    private Table Table(string name) => new(_options.Schema, name);

    private async Task<List<string>> NamesAsync(NpgsqlConnection connection, CancellationToken cancellation)
    {
        await using var command = new NpgsqlCommand("SELECT tablename FROM pg_catalog.pg_tables WHERE schemaname = $1 ORDER BY tablename", connection) { Parameters = { new() { Value = _options.Schema } } };
        await using var row = await command.ExecuteReaderAsync(cancellation);
        List<string> names = [];
        while (await row.ReadAsync(cancellation)) names.Add(row.GetString(0));
        return names;
    }
}
