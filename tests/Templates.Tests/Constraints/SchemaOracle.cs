using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Onebox.Templates.Tests.Constraints;

/// <summary>A direct validator of the part of JSON schema that the random schemas use, with our reading of closed objects.</summary>
internal static class SchemaOracle
{
    public static bool Valid(JsonNode schema, JsonNode? value, JsonNode root)
    {
        if (schema is JsonValue flag) return flag.GetValue<bool>();
        if (schema["$ref"] is { } reference) return Valid(Find(root, (string)reference!), value, root);
        if (schema["anyOf"] is JsonArray any) return any.Any(branch => Valid(branch!, value, root));
        if (schema["allOf"] is JsonArray all) return all.All(branch => Valid(branch!, value, root));
        if (schema["const"] is { } constant) return JsonNode.DeepEquals(constant, value);
        if (schema["enum"] is JsonArray values) return values.Any(option => JsonNode.DeepEquals(option, value));
        return (string?)schema["type"] switch
        {
            "null" => value is null,
            "boolean" => value?.GetValueKind() is System.Text.Json.JsonValueKind.True or System.Text.Json.JsonValueKind.False,
            "integer" => Number(value) is { } number && number == decimal.Truncate(number) && !value!.ToJsonString().Contains('.') && number >= (Number(schema["minimum"]) ?? decimal.MinValue) && number <= (Number(schema["maximum"]) ?? decimal.MaxValue),
            "number" => Number(value) is { } real && real >= (Number(schema["minimum"]) ?? decimal.MinValue),
            "string" => value is JsonValue text && text.TryGetValue<string>(out var word) && Text(schema, word),
            "array" => value is JsonArray items && items.Count >= ((int?)schema["minItems"] ?? 0) && items.Count <= ((int?)schema["maxItems"] ?? int.MaxValue)
                && (schema["items"] is not { } item || items.All(element => Valid(item, element, root))),
            "object" => value is JsonObject fields && Object(schema, fields, root),
            _ => true,
        };
    }

    private static bool Object(JsonNode schema, JsonObject fields, JsonNode root)
    {
        var properties = schema["properties"] as JsonObject ?? [];
        if (schema["required"] is JsonArray required && !required.All(key => fields.ContainsKey((string)key!))) return false;
        var additional = schema["additionalProperties"] ?? JsonValue.Create(properties.Count == 0);
        // A grammar fixes the order: declared properties first, as declared.
        var order = fields.Select(field => properties.IndexOf(field.Key)).Select(index => index < 0 ? int.MaxValue : index).ToList();
        if (!order.SequenceEqual(order.Order())) return false;
        return fields.All(field => properties.TryGetPropertyValue(field.Key, out var own) ? Valid(own!, field.Value, root) : Valid(additional, field.Value, root));
    }

    /// <summary>The standard counts code points in patterns; .NET counts UTF-16 units, hence a stand-in for the emoji.</summary>
    private static bool Text(JsonNode schema, string word)
    {
        var length = word.EnumerateRunes().Count();
        return length >= ((int?)schema["minLength"] ?? 0) && length <= ((int?)schema["maxLength"] ?? int.MaxValue)
            && (schema["pattern"] is not { } pattern || Regex.IsMatch(word.Replace("😀", "☺", StringComparison.Ordinal), (string)pattern!, RegexOptions.ECMAScript, TimeSpan.FromSeconds(1)));
    }

    private static decimal? Number(JsonNode? value) => value is JsonValue number && number.GetValueKind() == System.Text.Json.JsonValueKind.Number ? (decimal)number : null;

    private static JsonNode Find(JsonNode root, string pointer) => pointer.Split('/').Skip(1).Aggregate(root, (node, key) => node[key]!);
}
