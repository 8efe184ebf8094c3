using System.Text.Json.Nodes;

namespace Onebox.Templates.Tests.Constraints;

/// <summary>Random schemas, instances that satisfy them, and damage to instances. Everything follows from the seed.</summary>
internal sealed class RandomSchema(int seed)
{
    private static readonly string[] Keys = ["a", "ab", "abc", "name", "näme", "x y", "q\"uote", "b\\s", "", "emoji😀", "new\nline"];
    private static readonly string[] Words = ["", "a", "ab", "x1", "é😀", "\"", "\\", "\n\t", "42", "true", "2024-02-30", "abc-12"];
    private static readonly string[] Patterns = ["^[a-z]+$", "^\\d{2,4}$", "^(ab|cd)*x?$", "[0-9]", "^a.c", "^[^\"x]{1,3}$", "^\\w+-\\d+$", "^(?:foo|bar\\\\)$"];

#pragma warning disable CA5394 // Not a secret: the seed makes a failing case repeatable.
    private readonly Random _random = new(seed);

    public JsonNode Schema(int depth, bool reference = false)
    {
        switch (_random.Next(depth > 0 ? 12 : 7))
        {
            case 0: return new JsonObject { ["type"] = "null" };
            case 1: return new JsonObject { ["type"] = "boolean" };
            case 2: return Integer();
            case 3: return _random.Next(2) == 0 ? new JsonObject { ["type"] = "number" } : new JsonObject { ["type"] = "number", ["minimum"] = 0 };
            case 4: return Text();
            case 5: return new JsonObject { ["enum"] = new JsonArray(Literal(), Literal(), Literal()) };
            case 6: return reference ? new JsonObject { ["$ref"] = "#/$defs/node" } : new JsonObject { ["const"] = Literal() ?? "x" };
            case 7 or 8: return Array(depth, reference);
            case 9: return new JsonObject { ["anyOf"] = new JsonArray(Schema(depth - 1), Schema(depth - 1)) };
            default: return Object(depth, reference);
        }
    }

    public JsonNode WithDefinitions()
    {
        var root = Object(3, reference: true);
        root["$defs"] = new JsonObject
        {
            ["node"] = new JsonObject
            {
                ["type"] = "object",
                ["properties"] = new JsonObject { ["value"] = Schema(1), ["next"] = new JsonObject { ["anyOf"] = new JsonArray(new JsonObject { ["type"] = "null" }, new JsonObject { ["$ref"] = "#/$defs/node" }) } },
                ["required"] = new JsonArray("value"),
            },
        };
        return root;
    }

    private JsonObject Integer()
    {
        var schema = new JsonObject { ["type"] = "integer" };
        var low = _random.Next(-1500, 1500);
        if (_random.Next(3) > 0) schema["minimum"] = low;
        if (_random.Next(3) > 0) schema["maximum"] = low + _random.Next(0, 2500);
        return schema;
    }

    private JsonObject Text()
    {
        var schema = new JsonObject { ["type"] = "string" };
        if (_random.Next(3) == 0) schema["pattern"] = Patterns[_random.Next(Patterns.Length)];
        else
        {
            var least = _random.Next(3);
            if (_random.Next(2) == 0) schema["minLength"] = least;
            if (_random.Next(2) == 0) schema["maxLength"] = least + _random.Next(4);
        }
        return schema;
    }

    private JsonObject Array(int depth, bool reference)
    {
        var schema = new JsonObject { ["type"] = "array", ["items"] = Schema(depth - 1, reference) };
        var least = _random.Next(3);
        if (_random.Next(2) == 0) schema["minItems"] = least;
        if (_random.Next(2) == 0) schema["maxItems"] = least + _random.Next(3);
        return schema;
    }

    private JsonObject Object(int depth, bool reference)
    {
        var properties = new JsonObject();
        var required = new JsonArray();
        for (var i = _random.Next(4); i > 0; i--)
        {
            var key = Keys[_random.Next(Keys.Length)];
            if (properties.ContainsKey(key)) continue;
            properties[key] = Schema(depth - 1, reference);
            if (_random.Next(2) == 0) required.Add(key);
        }
        var schema = new JsonObject { ["type"] = "object", ["properties"] = properties, ["required"] = required };
        var more = _random.Next(4);
        if (more == 1) schema["additionalProperties"] = true;
        if (more == 2) schema["additionalProperties"] = Schema(0);
        if (more == 3) schema["additionalProperties"] = false;
        return schema;
    }

    private JsonNode? Literal() => _random.Next(5) switch
    {
        0 => null,
        1 => JsonValue.Create(_random.Next(2) == 0),
        2 => JsonValue.Create(_random.Next(-9, 99)),
        3 => new JsonArray(1, "x"),
        _ => JsonValue.Create(Words[_random.Next(Words.Length)]),
    };

    /// <summary>A value that leans on the schema but need not satisfy it.</summary>
    public JsonNode? Instance(JsonNode schema, JsonNode root, int depth)
    {
        if (depth < 0 || _random.Next(12) == 0 || schema is not JsonObject) return Anything(2);
        if (schema["$ref"] is not null) return Instance(root["$defs"]!["node"]!, root, depth - 1);
        if (schema["anyOf"] is JsonArray any) return Instance(any[_random.Next(any.Count)]!, root, depth);
        if (schema["const"] is { } constant) return constant.DeepClone();
        if (schema["enum"] is JsonArray values) return values[_random.Next(values.Count)]?.DeepClone();
        switch ((string?)schema["type"])
        {
            case "null": return null;
            case "boolean": return _random.Next(2) == 0;
            case "integer":
                var (low, high) = ((int?)schema["minimum"] ?? -20, (int?)schema["maximum"] ?? 2000);
                return _random.Next(4) switch { 0 => low + _random.Next(-2, 2), 1 => high + _random.Next(-1, 3), _ => _random.Next(Math.Min(low, high), Math.Max(low, high) + 1) };
            case "number": return _random.Next(2) == 0 ? _random.Next(-5, 99) : _random.Next(-500, 9999) / 100m;
            case "string": return Words[_random.Next(Words.Length)] + (_random.Next(3) == 0 ? Words[_random.Next(Words.Length)] : "");
            case "array": return new JsonArray([.. Enumerable.Range(0, _random.Next(5)).Select(_ => Instance(schema["items"]!, root, depth - 1))]);
            case "object":
                var fields = new JsonObject();
                foreach (var (key, value) in (JsonObject)schema["properties"]!)
                {
                    if (_random.Next(5) > 0) fields[key] = Instance(value!, root, depth - 1);
                }
                if (_random.Next(3) == 0)
                {
                    var extra = Keys[_random.Next(Keys.Length)] + (_random.Next(2) == 0 ? "z" : "");
                    if (!fields.ContainsKey(extra)) fields[extra] = schema["additionalProperties"] is JsonObject described ? Instance(described, root, depth - 1) : Anything(1);
                }
                return fields;
            default: return Anything(1);
        }
    }

    private JsonNode? Anything(int depth) => _random.Next(depth > 0 ? 6 : 4) switch
    {
        4 => new JsonArray([.. Enumerable.Range(0, _random.Next(3)).Select(_ => Anything(depth - 1))]),
        5 => new JsonObject { ["k"] = Anything(depth - 1) },
        _ => Literal(),
    };
#pragma warning restore CA5394
}
