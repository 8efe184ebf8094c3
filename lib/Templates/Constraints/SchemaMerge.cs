using System.Text.Json.Nodes;

namespace Onebox.Templates.Constraints;

/// <summary>Makes one schema that means two at once, for <c>allOf</c> and for keywords beside <c>$ref</c> and <c>anyOf</c>.</summary>
internal sealed class SchemaMerge
{
    private const int MostMerges = 2_000;

    private static readonly HashSet<string> Descriptions = new(StringComparer.Ordinal)
    {
        "title", "description", "default", "examples", "example", "deprecated", "readOnly", "writeOnly", "$comment", "$schema", "$id", "$defs", "definitions", "$anchor",
    };

    private int _merges;

    /// <summary>Whether anything but descriptions is left.</summary>
    public static bool Constrains(JsonObject schema) => schema.Any(field => !Descriptions.Contains(field.Key));

    public JsonNode? All(SchemaRules rules, JsonObject rest, JsonArray parts, string path, Func<string, string, JsonNode?> resolve)
    {
        JsonNode? merged = rest;
        for (var i = 0; i < parts.Count; i++) merged = Pair(rules, merged, parts[i], $"{path}/allOf/{i}", resolve);
        return merged;
    }

    public JsonNode? Pair(SchemaRules rules, JsonNode? left, JsonNode? right, string path, Func<string, string, JsonNode?> resolve)
    {
        if (++_merges > MostMerges) throw rules.Fail("allOf", path, "too many schemas are combined (do they refer to each other in a circle?)");
        if (right is JsonValue any) return any.TryGetValue<bool>(out var anything) && anything ? left : right;
        if (left is JsonValue) return left.GetValue<bool>() ? right : left;
        if (left is not JsonObject a || right is not JsonObject b) throw rules.Fail("schema", path, "a schema must be an object or a boolean");
        if (!Constrains(a)) return b;
        if (b["$ref"] is JsonValue reference && reference.TryGetValue<string>(out var pointer))
        {
            var beside = (JsonObject)b.DeepClone();
            beside.Remove("$ref");
            return Pair(rules, Pair(rules, a, beside, path, resolve), resolve(pointer, path), path, resolve);
        }
        var merged = (JsonObject)a.DeepClone();
        foreach (var (key, value) in b)
        {
            if (!merged.TryGetPropertyValue(key, out var mine)) merged[key] = value?.DeepClone();
            else if (!Descriptions.Contains(key) && !JsonNode.DeepEquals(mine, value)) merged[key] = Both(rules, key, mine, value, path, resolve);
        }
        return merged;
    }

    private JsonNode? Both(SchemaRules rules, string key, JsonNode? a, JsonNode? b, string path, Func<string, string, JsonNode?> resolve)
    {
        switch (key)
        {
            case "properties" when a is JsonObject mine && b is JsonObject theirs:
                var properties = (JsonObject)mine.DeepClone();
                foreach (var (name, schema) in theirs)
                    properties[name] = properties.TryGetPropertyValue(name, out var own) ? Pair(rules, own, schema, $"{path}/properties/{name}", resolve)?.DeepClone() : schema?.DeepClone();
                return properties;
            case "required" when a is JsonArray mine && b is JsonArray theirs:
                return new JsonArray([.. mine.Concat(theirs).Select(name => (string?)name).Distinct().Select(name => (JsonNode?)name)]);
            case "items" or "additionalProperties": return Pair(rules, a, b, $"{path}/{key}", resolve)?.DeepClone();
            case "allOf" when a is JsonArray mine && b is JsonArray theirs: return new JsonArray([.. mine.Concat(theirs).Select(part => part?.DeepClone())]);
            case "minimum" or "exclusiveMinimum" or "minLength" or "minItems" or "minProperties": return Larger(a, b) ? a?.DeepClone() : b?.DeepClone();
            case "maximum" or "exclusiveMaximum" or "maxLength" or "maxItems" or "maxProperties": return Larger(a, b) ? b?.DeepClone() : a?.DeepClone();
            case "type": return Types(rules, a, b, path);
            case "enum" when a is JsonArray mine && b is JsonArray theirs:
                return new JsonArray([.. mine.Where(value => theirs.Any(other => JsonNode.DeepEquals(value, other))).Select(value => value?.DeepClone())]);
            default: throw rules.Fail(key, path, "is given twice with different values, and the two cannot be combined");
        }
    }

    private static bool Larger(JsonNode? a, JsonNode? b) =>
        a is JsonValue x && b is JsonValue y && x.TryGetValue<decimal>(out var left) && y.TryGetValue<decimal>(out var right) && left > right;

    private static JsonArray Types(SchemaRules rules, JsonNode? a, JsonNode? b, string path)
    {
        static string[] Words(JsonNode? types) => types is JsonArray several ? [.. several.Select(type => (string)type!)] : [(string)types!];
        var (mine, theirs) = (Words(a), Words(b));
        // Every integer is a number.
        string[] both = [.. mine.Intersect(theirs), .. mine.Contains("integer") && theirs.Contains("number") || mine.Contains("number") && theirs.Contains("integer") ? ["integer"] : Array.Empty<string>()];
        return both.Length > 0 ? new JsonArray([.. both.Distinct().Select(type => (JsonNode?)type)]) : throw rules.Fail("type", path, "nothing can be of both types");
    }
}
