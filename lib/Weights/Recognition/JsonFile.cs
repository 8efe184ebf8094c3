using System.Text.Json;

namespace Onebox.Weights;

/// <summary>Opens the small JSON files that lie beside weights.</summary>
internal static class JsonFile
{
    /// <summary>What <paramref name="read"/> makes of the document's object, or null when there is no such file.</summary>
    public static T? Read<T>(string path, ModelFileLimits limits, Func<JsonElement, T> read)
        where T : class
    {
        if (!File.Exists(path))
            return null;
        var faults = new Faults(Path.GetFileName(path));
        using var stream = ModelStream.Open(path);
        if (stream.Length > limits.JsonBytes)
            throw faults.Limit("the file is larger than any configuration", limits.JsonBytes);
        try
        {
            using var document = JsonDocument.Parse(stream, new JsonDocumentOptions { MaxDepth = 32, AllowTrailingCommas = true, CommentHandling = JsonCommentHandling.Skip });
            return document.RootElement.ValueKind == JsonValueKind.Object
                ? read(document.RootElement)
                : throw faults.Corrupt("the file does not hold a JSON object");
        }
        catch (JsonException e)
        {
            throw faults.Corrupt("the file is not valid JSON", inner: e);
        }
        catch (InvalidOperationException e)
        {
            // Text is decoded when it is looked at: bytes that are no UTF-8, or half a surrogate pair.
            throw faults.Corrupt("the file holds text that is not valid Unicode", inner: e);
        }
    }

    public static JsonElement? Field(this JsonElement element, string name) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out var field) && field.ValueKind != JsonValueKind.Null ? field : null;

    public static string? Text(this JsonElement element, string name) =>
        element.Field(name) is { ValueKind: JsonValueKind.String } field ? field.GetString() : null;

    public static int? Size(this JsonElement element, params ReadOnlySpan<string> names)
    {
        foreach (var name in names)
        {
            if (element.Field(name) is { ValueKind: JsonValueKind.Number } field)
                return field.TryGetInt32(out var value) && value >= 0 ? value : null;
        }
        return null;
    }

    public static double? Number(this JsonElement element, string name) =>
        element.Field(name) is { ValueKind: JsonValueKind.Number } field && field.TryGetDouble(out var value) ? value : null;

    public static bool? Flag(this JsonElement element, string name) => element.Field(name)?.ValueKind switch
    {
        JsonValueKind.True => true,
        JsonValueKind.False => false,
        _ => null,
    };
}
