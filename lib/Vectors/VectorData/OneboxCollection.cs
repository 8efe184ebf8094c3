using System.Linq.Expressions;
using System.Runtime.CompilerServices;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.VectorData;
using Microsoft.Extensions.VectorData.ProviderServices;

namespace Onebox.Vectors.VectorData;

internal sealed class OneboxCollection<TKey, TRecord>(OneboxVectorStore store, string name, CollectionModel model) : VectorStoreCollection<TKey, TRecord>
    where TKey : notnull
    where TRecord : class
{
    public override string Name => name;

    private OpenCollection Opened => store.Open(name, model, create: false);

    public override Task<bool> CollectionExistsAsync(CancellationToken cancellationToken = default) => store.CollectionExistsAsync(name, cancellationToken);

    public override Task EnsureCollectionExistsAsync(CancellationToken cancellationToken = default)
    {
        store.Open(name, model, create: true);
        return Task.CompletedTask;
    }

    public override Task EnsureCollectionDeletedAsync(CancellationToken cancellationToken = default) => store.EnsureCollectionDeletedAsync(name, cancellationToken);

    public override Task<TRecord?> GetAsync(TKey key, RecordRetrievalOptions? options = null, CancellationToken cancellationToken = default)
    {
        var open = Opened;
        return Task.FromResult(open.Find(key) is { } id ? Read(open, id, options?.IncludeVectors ?? false) : null);
    }

    public override async IAsyncEnumerable<TRecord> GetAsync(
        Expression<Func<TRecord, bool>> filter,
        int top,
        FilteredRecordRetrievalOptions<TRecord>? options = null,
        [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        await Task.CompletedTask;
        var open = Opened;
        var found = open.Matching(filter, model).Select(id => Read(open, id, options?.IncludeVectors ?? false)).OfType<TRecord>();
        foreach (var record in Sorted(found, options).Skip(options?.Skip ?? 0).Take(top))
        {
            cancellationToken.ThrowIfCancellationRequested();
            yield return record;
        }
    }

    public override Task DeleteAsync(TKey key, CancellationToken cancellationToken = default) => DeleteAsync([key], cancellationToken);

    public override Task DeleteAsync(IEnumerable<TKey> keys, CancellationToken cancellationToken = default)
    {
        Opened.Delete(keys.Cast<object>());
        return Task.CompletedTask;
    }

    public override Task UpsertAsync(TRecord record, CancellationToken cancellationToken = default) => UpsertAsync([record], cancellationToken);

    /// <summary>All records or none.</summary>
    public override async Task UpsertAsync(IEnumerable<TRecord> records, CancellationToken cancellationToken = default)
    {
        var all = records.ToList();
        if (all.Count == 0)
            return;
        var vectors = await VectorsOfAsync(all, cancellationToken);
        Opened.Upsert(all.Select((record, i) =>
        {
            var key = model.KeyProperty.GetValueAsObject(record) ?? throw new ArgumentException("A record has no key.", nameof(records));
            return (key, vectors[i], RecordPayload.Write(model, record, MathF.Sqrt(vectors[i].Sum(static v => v * v))));
        }));
    }

    public override async IAsyncEnumerable<VectorSearchResult<TRecord>> SearchAsync<TInput>(
        TInput searchValue, int top, VectorSearchOptions<TRecord>? options = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        options ??= new VectorSearchOptions<TRecord>();
        var property = model.GetVectorPropertyOrSingle(options);
        var query = VectorOf(searchValue)
            ?? VectorOf(await property.GenerateEmbeddingAsync(searchValue, cancellationToken))
            ?? throw new NotSupportedException($"A search for a {typeof(TInput).Name} needs an embedding generator; or give a ReadOnlyMemory<float>.");
        var open = Opened;
        var settings = options.Filter is null ? null : new VectorSearchSettings { Filter = new VectorKeySet(open.Matching(options.Filter, model)) };
        foreach (var hit in open.Index.Search(query, top + options.Skip, settings).Skip(options.Skip))
        {
            cancellationToken.ThrowIfCancellationRequested();
            var score = CollectionShape.Score(hit.Distance, property.DistanceFunction);
            if (CollectionShape.Passes(score, options.ScoreThreshold, property.DistanceFunction) && Read(open, hit.Key, options.IncludeVectors) is { } record)
                yield return new VectorSearchResult<TRecord>(record, score);
        }
    }

    public override object? GetService(Type serviceType, object? serviceKey = null)
        => serviceKey is not null ? null
            : serviceType == typeof(VectorStoreCollectionMetadata) ? new VectorStoreCollectionMetadata { VectorStoreSystemName = "onebox", CollectionName = name }
            : serviceType == typeof(VectorIndex) ? Opened.Index
            : serviceType.IsInstanceOfType(this) ? this : null;

    private static float[]? VectorOf(object? value) => value switch
    {
        ReadOnlyMemory<float> memory => memory.ToArray(),
        float[] array => array,
        Embedding<float> embedding => embedding.Vector.ToArray(),
        _ => null,
    };

    private static IEnumerable<TRecord> Sorted(IEnumerable<TRecord> records, FilteredRecordRetrievalOptions<TRecord>? options)
    {
        if (options?.OrderBy is not { } orderBy)
            return records;
        IOrderedEnumerable<TRecord>? sorted = null;
        foreach (var key in orderBy(new FilteredRecordRetrievalOptions<TRecord>.OrderByDefinition()).Values)
        {
            var selector = key.PropertySelector.Compile();
            sorted = (sorted, key.Ascending) switch
            {
                (null, true) => records.OrderBy(selector),
                (null, false) => records.OrderByDescending(selector),
                (_, true) => sorted!.ThenBy(selector),
                (_, false) => sorted!.ThenByDescending(selector),
            };
        }

        return sorted ?? records;
    }

    private async Task<float[][]> VectorsOfAsync(List<TRecord> records, CancellationToken cancellationToken)
    {
        var values = records.ConvertAll(record => model.VectorProperty.GetValueAsObject(record) ?? throw new ArgumentException("A record has no vector.", nameof(records)));
        if (VectorOf(values[0]) is not null)
            return [.. values.Select(static value => VectorOf(value)!)];
        var embeddings = await model.VectorProperty.GenerateEmbeddingsAsync(values, cancellationToken);
        return [.. embeddings.Select(static embedding => VectorOf(embedding) ?? throw new NotSupportedException($"The embedding generator gave a {embedding.GetType().Name}; vectors are floats."))];
    }

    private TRecord? Read(OpenCollection open, long id, bool includeVector)
    {
        var vector = includeVector ? new float[model.VectorProperty.Dimensions] : [];
        if (!open.Index.TryGet(id, vector, out var payload))
            return null;
        var json = OpenCollection.Parse(payload);
        var record = RecordPayload.Read<TRecord>(json, model, indexedOnly: false);
        if (includeVector)
            SetVector(record, vector, open.Index.Options.Metric == VectorMetric.Cosine ? RecordPayload.Length(json) : 1);
        return record;
    }

    private void SetVector(TRecord record, float[] vector, float length)
    {
        for (var i = 0; i < vector.Length; i++)
            vector[i] *= length;
        var type = Nullable.GetUnderlyingType(model.VectorProperty.Type) ?? model.VectorProperty.Type;
        if (type != typeof(float[]) && type != typeof(Embedding<float>) && type != typeof(ReadOnlyMemory<float>))
            throw new NotSupportedException("The vector property holds what its vector is made from; vectors cannot be given back in it.");
        model.VectorProperty.SetValueAsObject(
            record, type == typeof(float[]) ? vector : type == typeof(Embedding<float>) ? new Embedding<float>(vector) : new ReadOnlyMemory<float>(vector));
    }
}
