using System.Buffers;
using System.Text.Json;

namespace Onebox.Datasets.Reading;

/// <summary>What all JSON readers share: limits, and records out of values that are no objects.</summary>
internal static class JsonRecords
{
    public static readonly JsonDocumentOptions Options = new() { MaxDepth = 64, AllowTrailingCommas = true };

    /// <summary>An object is a record; a text is one with <c>text</c>; an array of messages is one with <c>messages</c>.</summary>
    public static SourceRecord Of(long number, JsonDocument document, string? group = null)
    {
        var value = document.RootElement;
        switch (value.ValueKind)
        {
            case JsonValueKind.Object:
                return new SourceRecord(number, document, Group: group);
            case JsonValueKind.String:
            case JsonValueKind.Array:
                using (document) return new SourceRecord(number, Wrap(value.ValueKind == JsonValueKind.String ? "text" : "messages", value), Group: group);
            default:
                using (document) return new SourceRecord(number, null, $"it is a {value.ValueKind.ToString().ToLowerInvariant()}, not an object", group);
        }
    }

    /// <summary>The message without its path and position: the row number says where.</summary>
    public static string Short(JsonException error)
    {
        var message = error.Message;
        var end = message.IndexOf(" LineNumber:", StringComparison.Ordinal);
        return end < 0 ? message : message[..end];
    }

    private static JsonDocument Wrap(string name, JsonElement value)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            json.WritePropertyName(name);
            value.WriteTo(json);
            json.WriteEndObject();
        }

        return JsonDocument.Parse(buffer.WrittenMemory);
    }
}
