using Microsoft.Extensions.AI;
using Microsoft.Extensions.VectorData.ProviderServices;
using Npgsql;

namespace Onebox.PostgresVectors;

/// <summary>Records as rows and back.</summary>
internal sealed class RecordRows<TRecord>(CollectionModel model)
    where TRecord : class
{
    public static float[]? VectorOf(object? value) => value switch
    {
        ReadOnlyMemory<float> memory => memory.ToArray(),
        float[] array => array,
        Embedding<float> embedding => embedding.Vector.ToArray(),
        _ => null,
    };

    /// <summary>Key, then data in the model's order.</summary>
    public IEnumerable<object> Values(TRecord record) =>
    [
        model.KeyProperty.GetValueAsObject(record) ?? throw new ArgumentException("A record has no key.", nameof(record)),
        .. model.DataProperties.Select(p => ColumnType.ToColumn(p.GetValueAsObject(record))),
    ];

    public async Task<float[][]> VectorsOfAsync(List<TRecord> records, CancellationToken cancellation)
    {
        var values = records.ConvertAll(record => model.VectorProperty.GetValueAsObject(record) ?? throw new ArgumentException("A record has no vector.", nameof(records)));
        if (VectorOf(values[0]) is not null) return [.. values.Select(value => VectorOf(value)!)];
        var embeddings = await model.VectorProperty.GenerateEmbeddingsAsync(values, cancellation);
        return [.. embeddings.Select(embedding => VectorOf(embedding) ?? throw new NotSupportedException($"The embedding generator gave a {embedding.GetType().Name}; vectors are floats."))];
    }

    /// <param name="row">Its columns are the key, the data and perhaps the vector.</param>
    /// <param name="vector">True if the vector is among them.</param>
    /// <param name="first">Where they begin.</param>
    public TRecord Read(NpgsqlDataReader row, bool vector, int first = 0)
    {
        var record = model.CreateRecord<TRecord>()!;
        model.KeyProperty.SetValueAsObject(record, ColumnType.FromColumn(row, first, model.KeyProperty.Type)!);
        var column = first + 1;
        foreach (var property in model.DataProperties) property.SetValueAsObject(record, ColumnType.FromColumn(row, column++, property.Type));
        if (vector) SetVector(record, row.GetFieldValue<float[]>(column));
        return record;
    }

    private void SetVector(TRecord record, float[] vector)
    {
        var type = Nullable.GetUnderlyingType(model.VectorProperty.Type) ?? model.VectorProperty.Type;
        model.VectorProperty.SetValueAsObject(
            record,
            type == typeof(float[]) ? vector
                : type == typeof(Embedding<float>) ? new Embedding<float>(vector)
                : type == typeof(ReadOnlyMemory<float>) ? new ReadOnlyMemory<float>(vector)
                : throw new NotSupportedException("The vector property holds what its vector is made from; vectors cannot be given back in it."));
    }
}
