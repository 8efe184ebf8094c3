using System.Linq.Expressions;
using System.Runtime.CompilerServices;
using Microsoft.Extensions.VectorData;
using Microsoft.Extensions.VectorData.ProviderServices;
using Npgsql;

namespace Onebox.PostgresVectors;

internal sealed class PostgresCollection<TKey, TRecord>(PostgresVectorStore store, Table table, CollectionModel model, PostgresVectorStoreOptions options) : VectorStoreCollection<TKey, TRecord>
    where TKey : notnull
    where TRecord : class
{
    private readonly CollectionTable _table = new(table, model, options);
    private readonly RecordRows<TRecord> _rows = new(model);

    public override string Name => table.Name;

    public override Task<bool> CollectionExistsAsync(CancellationToken cancellationToken = default) => store.CollectionExistsAsync(Name, cancellationToken);

    public override Task EnsureCollectionExistsAsync(CancellationToken cancellationToken = default) => RunAsync(
        async (connection, cancellation) =>
        {
            await using var transaction = await connection.BeginTransactionAsync(cancellation);
            await PostgresVectorStore.ExecuteAsync(connection, _table.Create, cancellation);
            await transaction.CommitAsync(cancellation);
            return true;
        },
        cancellationToken);

    public override Task EnsureCollectionDeletedAsync(CancellationToken cancellationToken = default) => store.EnsureCollectionDeletedAsync(Name, cancellationToken);

    public override async Task<TRecord?> GetAsync(TKey key, RecordRetrievalOptions? options = null, CancellationToken cancellationToken = default)
    {
        var vector = options?.IncludeVectors ?? false;
        using var query = new NpgsqlCommand($"SELECT {_table.Columns(vector)} FROM {table.Sql} WHERE {_table.Key} = $1") { Parameters = { new() { Value = key } } };
        return (await ReadAsync(query, row => _rows.Read(row, vector), cancellationToken)).SingleOrDefault();
    }

    public override async IAsyncEnumerable<TRecord> GetAsync(
        Expression<Func<TRecord, bool>> filter, int top, FilteredRecordRetrievalOptions<TRecord>? options = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        options ??= new FilteredRecordRetrievalOptions<TRecord>();
        using var query = new NpgsqlCommand();
        var where = new FilterSql(model, filter.Parameters[0], query.Parameters).Of(filter.Body);
        var order = OrderSql.Of(model, options);
        query.CommandText = $"SELECT {_table.Columns(options.IncludeVectors)} FROM {table.Sql} WHERE {where}{order} OFFSET {Place(query, options.Skip)} LIMIT {Place(query, top)}";
        foreach (var record in await ReadAsync(query, row => _rows.Read(row, options.IncludeVectors), cancellationToken)) yield return record;
    }

    public override Task DeleteAsync(TKey key, CancellationToken cancellationToken = default) => DeleteAsync([key], cancellationToken);

    public override Task DeleteAsync(IEnumerable<TKey> keys, CancellationToken cancellationToken = default) => RunAsync(
        async (connection, cancellation) =>
        {
            // Of the key's own type: keys of dynamic collections come as objects.
            var typed = Array.CreateInstance(model.KeyProperty.Type, keys.Count());
            foreach (var (i, key) in keys.Index()) typed.SetValue(key, i);
            await using var command = new NpgsqlCommand($"DELETE FROM {table.Sql} WHERE {_table.Key} = ANY($1)", connection) { Parameters = { new() { Value = typed } } };
            return await command.ExecuteNonQueryAsync(cancellation);
        },
        cancellationToken);

    public override Task UpsertAsync(TRecord record, CancellationToken cancellationToken = default) => UpsertAsync([record], cancellationToken);

    /// <summary>All records or none.</summary>
    public override async Task UpsertAsync(IEnumerable<TRecord> records, CancellationToken cancellationToken = default)
    {
        var all = records.ToList();
        if (all.Count == 0) return;
        var vectors = await _rows.VectorsOfAsync(all, cancellationToken);
        await RunAsync(
            async (connection, cancellation) =>
            {
                await using var transaction = await connection.BeginTransactionAsync(cancellation);
                await using var batch = new NpgsqlBatch(connection, transaction);
                var upsert = _table.Upsert;
                for (var i = 0; i < all.Count; i++)
                {
                    var command = new NpgsqlBatchCommand(upsert);
                    foreach (var value in _rows.Values(all[i])) command.Parameters.Add(new NpgsqlParameter { Value = value });
                    command.Parameters.Add(new NpgsqlParameter { Value = vectors[i] });
                    batch.BatchCommands.Add(command);
                }

                await batch.ExecuteNonQueryAsync(cancellation);
                await transaction.CommitAsync(cancellation);
                return true;
            },
            cancellationToken);
    }

    public override async IAsyncEnumerable<VectorSearchResult<TRecord>> SearchAsync<TInput>(
        TInput searchValue, int top, VectorSearchOptions<TRecord>? options = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        options ??= new VectorSearchOptions<TRecord>();
        var property = model.GetVectorPropertyOrSingle(options);
        var vector = RecordRows<TRecord>.VectorOf(searchValue)
            ?? RecordRows<TRecord>.VectorOf(await property.GenerateEmbeddingAsync(searchValue, cancellationToken))
            ?? throw new NotSupportedException($"A search for a {typeof(TInput).Name} needs an embedding generator; or give a ReadOnlyMemory<float>.");
        foreach (var (record, distance) in await NearestAsync(vector, top, options, cancellationToken))
        {
            var score = Distance.Score(distance, property.DistanceFunction);
            if (Distance.Passes(score, options.ScoreThreshold, property.DistanceFunction)) yield return new VectorSearchResult<TRecord>(record, score);
        }
    }

    public override object? GetService(Type serviceType, object? serviceKey = null) =>
        serviceKey is not null ? null
            : serviceType == typeof(VectorStoreCollectionMetadata) ? new VectorStoreCollectionMetadata { VectorStoreSystemName = PostgresVectorStore.SystemName, CollectionName = Name }
            : serviceType.IsInstanceOfType(this) ? this : null;

    /// <summary>
    /// By the graph, and where that gives fewer than were asked for, over all that the filter admits: the graph looks at a bounded number of rows, so that a rare match may lie
    /// beyond them.
    /// </summary>
    private Task<List<(TRecord Record, double Distance)>> NearestAsync(float[] vector, int top, VectorSearchOptions<TRecord> search, CancellationToken cancellation) => RunAsync(
        async (connection, stop) =>
        {
            await using var transaction = await connection.BeginTransactionAsync(stop);
            await PostgresVectorStore.ExecuteAsync(connection, SearchSettings.Approximate(Math.Max(options.Width, top + search.Skip)), stop);
            var found = await NearestAsync(connection, vector, top, search, stop);
            if (found.Count < top && Distance.IsIndexed(model.VectorProperty))
            {
                await PostgresVectorStore.ExecuteAsync(connection, SearchSettings.Exact, stop);
                found = await NearestAsync(connection, vector, top, search, stop);
            }

            await transaction.CommitAsync(stop);
            return found;
        },
        cancellation);

    private async Task<List<(TRecord Record, double Distance)>> NearestAsync(NpgsqlConnection connection, float[] vector, int top, VectorSearchOptions<TRecord> search, CancellationToken cancellation)
    {
        await using var query = new NpgsqlCommand { Connection = connection };
        var sought = $"{_table.Vector} {Distance.Of(model.VectorProperty).Operator} {Place(query, vector)}::real[]::vector({model.VectorProperty.Dimensions})";
        var where = search.Filter is null ? "" : $" WHERE {new FilterSql(model, search.Filter.Parameters[0], query.Parameters).Of(search.Filter.Body)}";
        query.CommandText = $"SELECT {sought}, {_table.Columns(search.IncludeVectors)} FROM {table.Sql}{where} ORDER BY {sought} OFFSET {Place(query, search.Skip)} LIMIT {Place(query, top)}";
        List<(TRecord, double)> found = [];
        await using var row = await query.ExecuteReaderAsync(cancellation);
        while (await row.ReadAsync(cancellation)) found.Add((_rows.Read(row, search.IncludeVectors, first: 1), row.GetDouble(0)));
        return found;
    }

    private static string Place(NpgsqlCommand query, object value)
    {
        query.Parameters.Add(new NpgsqlParameter { Value = value });
        return $"${query.Parameters.Count}";
    }

    private Task<List<T>> ReadAsync<T>(NpgsqlCommand query, Func<NpgsqlDataReader, T> read, CancellationToken cancellation) => RunAsync(
        async (connection, stop) =>
        {
            query.Connection = connection;
            List<T> rows = [];
            await using var row = await query.ExecuteReaderAsync(stop);
            while (await row.ReadAsync(stop)) rows.Add(read(row));
            return rows;
        },
        cancellation);

    private Task<T> RunAsync<T>(Func<NpgsqlConnection, CancellationToken, Task<T>> work, CancellationToken cancellation) => store.RunAsync(Name, work, cancellation);
}
