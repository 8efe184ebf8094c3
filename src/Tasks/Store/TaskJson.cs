using System.Text.Json;
using System.Text.Json.Serialization;

namespace Onebox.Tasks.Store;

/// <summary>How a task's input, caller and saved state are kept in its record.</summary>
internal static class TaskJson
{
    public static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web) { Converters = { new StringSet(), new JsonStringEnumConverter() } };

    /// <summary>Reads what the serializer writes of a set but cannot make by itself.</summary>
    private sealed class StringSet : JsonConverter<IReadOnlySet<string>>
    {
        public override IReadOnlySet<string>? Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            JsonSerializer.Deserialize<string[]>(ref reader, options)?.ToHashSet(StringComparer.Ordinal);

        public override void Write(Utf8JsonWriter writer, IReadOnlySet<string> value, JsonSerializerOptions options) =>
            JsonSerializer.Serialize(writer, value.Order(StringComparer.Ordinal).ToArray(), options);
    }
}
