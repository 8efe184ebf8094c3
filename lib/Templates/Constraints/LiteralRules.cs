using System.Text.Json;
using System.Text.Json.Nodes;

namespace Onebox.Templates.Constraints;

/// <summary><c>const</c> and <c>enum</c>: exact values, with free white space inside objects and arrays.</summary>
internal sealed class LiteralRules(SchemaRules rules)
{
    public string Any(JsonObject schema, JsonArray values, string path)
    {
        foreach (var (key, _) in schema)
        {
            if (key is "pattern" or "minimum" or "maximum" or "minLength" or "maxLength" or "properties" or "items") throw rules.Fail(key, path, "cannot be combined with 'enum': list the values that satisfy both");
        }
        var types = schema["type"] switch
        {
            JsonArray several => several.Select(type => (string?)type).ToArray(),
            JsonValue one => [(string?)one],
            _ => null,
        };
        var allowed = values.Where(value => types is null || types.Any(type => Is(type, value))).ToList();
        if (schema["nullable"] is JsonValue nullable && nullable.GetValueKind() == JsonValueKind.True && !allowed.Contains(null)) allowed.Add(null);
        if (allowed.Count == 0) throw rules.Fail("enum", path, "no value is left to choose from");
        return string.Join(" | ", allowed.Select(value => Of(value, path)));
    }

    public string Of(JsonNode? value, string path)
    {
        var ws = rules.Grammar.Space;
        return value switch
        {
            null => Gbnf.Literal("null"),
            JsonObject { Count: 0 } => $"\"{{\" {ws} \"}}\"",
            JsonObject fields => $"\"{{\" {ws} " + string.Join($" {ws} \",\" {ws} ", fields.Select(field => $"{Gbnf.Literal(JsonGrammar.Quote(field.Key))} {ws} \":\" {ws} {Of(field.Value, path)}")) + $" {ws} \"}}\"",
            JsonArray { Count: 0 } => $"\"[\" {ws} \"]\"",
            JsonArray items => $"\"[\" {ws} " + string.Join($" {ws} \",\" {ws} ", items.Select(item => Of(item, path))) + $" {ws} \"]\"",
            JsonValue text when text.TryGetValue<string>(out var word) => Gbnf.Literal(JsonGrammar.Quote(word)),
            _ => Gbnf.Literal(value.ToJsonString()),
        };
    }

    private static bool Is(string? type, JsonNode? value) => type switch
    {
        "null" => value is null,
        "string" => value?.GetValueKind() == JsonValueKind.String,
        "boolean" => value?.GetValueKind() is JsonValueKind.True or JsonValueKind.False,
        "number" => value?.GetValueKind() == JsonValueKind.Number,
        "integer" => value?.GetValueKind() == JsonValueKind.Number && !value.ToJsonString().AsSpan().ContainsAny('.', 'e', 'E'),
        "object" => value is JsonObject,
        "array" => value is JsonArray,
        _ => false,
    };
}
