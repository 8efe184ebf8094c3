using System.Text.Json;
using System.Text.Json.Serialization;
using Onebox.Weights;

namespace Onebox.Catalog.Store;

/// <summary>How the facts of a model are written into its record.</summary>
internal static class ArchitectureJson
{
    public static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web)
    {
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Converters = { new PerLayerConverter() },
    };

    /// <summary>A number that holds for all layers, or an array with one for each.</summary>
    private sealed class PerLayerConverter : JsonConverter<PerLayer>
    {
        public override PerLayer Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            reader.TokenType == JsonTokenType.Number ? PerLayer.Same(reader.GetInt32()) : PerLayer.Of(JsonSerializer.Deserialize<int[]>(ref reader, options)!);

        public override void Write(Utf8JsonWriter writer, PerLayer value, JsonSerializerOptions options)
        {
            if (value.Values.Count == 1) writer.WriteNumberValue(value.Values[0]);
            else JsonSerializer.Serialize(writer, value.Values, options);
        }
    }
}
