using System.Text.Json;

namespace Onebox.Tokenizers.Files;

/// <summary>Parts of tokenizer.json that may be missing or null.</summary>
internal static class JsonParts
{
    public static JsonElement? Part(this JsonElement element, string name) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out var value) && value.ValueKind is not (JsonValueKind.Null or JsonValueKind.Undefined) ? value : null;

    public static string? Text(this JsonElement element, string name) => element.Part(name) is { ValueKind: JsonValueKind.String } value ? value.GetString() : null;

    public static bool Flag(this JsonElement element, string name, bool otherwise = false) => element.Part(name) is { ValueKind: JsonValueKind.True or JsonValueKind.False } value ? value.GetBoolean() : otherwise;

    public static int? Number(this JsonElement element, string name) => element.Part(name) is { ValueKind: JsonValueKind.Number } value ? value.GetInt32() : null;

    /// <exception cref="JsonException">It is null, or no text (then an <see cref="InvalidOperationException"/>).</exception>
    public static string Required(this JsonElement element) => element.GetString() ?? throw new JsonException("there is a null where a text must be.");

    public static IEnumerable<JsonElement> List(this JsonElement element, string name) => element.Part(name) is { ValueKind: JsonValueKind.Array } value ? value.EnumerateArray() : [];
}
