using System.Text.Json;
using Microsoft.Extensions.VectorData.ProviderServices;

namespace Onebox.Vectors.VectorData;

/// <summary>A record as the payload of its vector: <c>{"key":…,"length":…,"data":{…}}</c>, data by storage name. The length is the vector's before cosine made it 1.</summary>
internal static class RecordPayload
{
    public static byte[] Write(CollectionModel model, object record, float length)
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            json.WritePropertyName("key");
            JsonSerializer.Serialize(json, model.KeyProperty.GetValueAsObject(record), model.KeyProperty.Type);
            json.WriteNumber("length", length);
            json.WriteStartObject("data");
            foreach (var property in model.DataProperties)
            {
                json.WritePropertyName(property.StorageName);
                JsonSerializer.Serialize(json, property.GetValueAsObject(record), property.Type);
            }

            json.WriteEndObject();
            json.WriteEndObject();
        }

        return buffer.ToArray();
    }

    public static object Key(JsonElement payload, CollectionModel model) => payload.GetProperty("key").Deserialize(model.KeyProperty.Type)!;

    public static float Length(JsonElement payload) => payload.GetProperty("length").GetSingle();

    /// <param name="indexedOnly">Only what filters may ask for: the rest stays on the disk.</param>
    public static TRecord Read<TRecord>(JsonElement payload, CollectionModel model, bool indexedOnly)
        where TRecord : class
    {
        var record = model.CreateRecord<TRecord>()!;
        model.KeyProperty.SetValueAsObject(record, Key(payload, model));
        var data = payload.GetProperty("data");
        foreach (var property in model.DataProperties)
            if ((!indexedOnly || property.IsIndexed) && data.TryGetProperty(property.StorageName, out var value))
                property.SetValueAsObject(record, value.Deserialize(property.Type));
        return record;
    }
}
