using System.Text.Json;
using System.Text.Json.Nodes;

namespace Onebox.Templates.Constraints;

/// <summary>
/// Turns one JSON schema into rules. Keywords that only describe are skipped; one that constrains and is not supported is
/// an error with its path, because leaving it out would promise what is not kept. Objects list their properties in the
/// order of the schema; an object with <c>properties</c> is closed unless <c>additionalProperties</c> says otherwise.
/// </summary>
internal sealed class SchemaRules(GrammarBuilder grammar, JsonElement document, string place)
{
    private const int Deepest = 64;

    private static readonly HashSet<string> Refused = new(StringComparer.Ordinal)
    {
        "not", "if", "then", "else", "dependentSchemas", "dependentRequired", "dependencies", "patternProperties", "propertyNames",
        "contains", "minContains", "maxContains", "uniqueItems", "unevaluatedProperties", "unevaluatedItems", "multipleOf", "$dynamicRef", "$recursiveRef",
    };

    private readonly Dictionary<string, string> _references = new(StringComparer.Ordinal);
    private readonly JsonNode? _document = JsonNode.Parse(document.GetRawText());
    private readonly SchemaMerge _merge = new();

    /// <summary>References being followed with nothing consumed yet: meeting one again would never end.</summary>
    private HashSet<string> _open = new(StringComparer.Ordinal);

    private int _depth;

    /// <summary>Adds rules for the whole schema; gives the name of their first.</summary>
    public string AddRoot(string name)
    {
        var rule = grammar.Reserve(name);
        _references["#"] = rule;
        _open.Add("#");
        try
        {
            grammar.Define(rule, Visit(_document, "#", name));
        }
        catch (Exception error) when (error is InvalidOperationException or ArgumentException or FormatException)
        {
            // The tree of JSON says so when a value is of another type than its keyword demands, or a key is there twice.
            throw Fail("schema", "#", "a keyword has a value of the wrong type: " + error.Message);
        }
        return rule;
    }

    /// <summary>The body of a rule for this schema.</summary>
    public string Visit(JsonNode? schema, string path, string name)
    {
        if (++_depth > Deepest) throw Fail("$ref", path, $"schemas are nested more than {Deepest} deep");
        var body = schema switch
        {
            JsonValue value when value.TryGetValue<bool>(out var any) => any ? JsonGrammar.AddValue(grammar) : throw Fail("false", path, "nothing can satisfy this schema"),
            JsonObject fields => Fields(fields, path, name),
            _ => throw Fail("schema", path, "a schema must be an object or a boolean"),
        };
        _depth--;
        return body;
    }

    /// <summary>A rule of its own for this schema, or the shared one it is.</summary>
    public string Rule(JsonNode? schema, string path, string name)
    {
        var body = Visit(schema, path, name);
        return body.All(c => char.IsAsciiLetterOrDigit(c) || c == '-') ? body : grammar.Add(name, body);
    }

    public GrammarException Fail(string keyword, string path, string reason) => new(keyword, place + path[1..], reason);

    public GrammarBuilder Grammar => grammar;

    private string Fields(JsonObject schema, string path, string name)
    {
        foreach (var keyword in Refused)
        {
            if (schema.TryGetPropertyValue(keyword, out var value) && !Harmless(keyword, value)) throw Fail(keyword, path, "a grammar cannot hold to this keyword; remove it");
        }
        if (schema["$ref"] is { } reference) return Reference(schema, reference, path, name);
        if (schema["allOf"] is JsonArray all) return Visit(_merge.All(this, Without(schema, "allOf"), all, path, Resolve), path, name);
        foreach (var keyword in (ReadOnlySpan<string>)["anyOf", "oneOf"])
        {
            // oneOf is read as anyOf: a grammar cannot tell that two branches both match.
            if (schema[keyword] is JsonArray branches) return Branches(Without(schema, keyword), branches, $"{path}/{keyword}", name);
        }
        if (schema.ContainsKey("const")) return new LiteralRules(this).Of(schema["const"], path);
        if (schema["enum"] is JsonArray values) return new LiteralRules(this).Any(schema, values, path);
        return Typed(schema, path, name);
    }

    private string Typed(JsonObject schema, string path, string name)
    {
        var types = schema["type"] switch
        {
            null => Implied(schema),
            JsonArray several => [.. several.Select(type => type is JsonValue one && one.TryGetValue<string>(out var word) ? word : throw Fail("type", path, "must be a string or an array of strings"))],
            JsonValue single when single.TryGetValue<string>(out var word) => [word],
            _ => throw Fail("type", path, "must be a string or an array of strings"),
        };
        if (schema["nullable"] is JsonValue nullable && nullable.TryGetValue<bool>(out var orNull) && orNull && types.Length > 0 && !types.Contains("null")) types = [.. types, "null"];
        if (types.Length == 0) return JsonGrammar.AddValue(grammar);
        return types.Length == 1 ? Of(types[0]) : string.Join(" | ", types.Select(type => grammar.Add($"{name}-{type}", Of(type))));

        string Of(string type) => type switch
        {
            "object" => Inside(() => new ObjectRules(this).Of(schema, path, name)),
            "array" => Inside(() => new ArrayRules(this).Of(schema, path, name)),
            "string" => new StringRules(this).Of(schema, path, name),
            "integer" => IntegerRules.Of(this, schema, path),
            "number" => IntegerRules.Number(this, schema, path),
            "boolean" => JsonGrammar.AddBoolean(grammar),
            "null" => JsonGrammar.AddNull(grammar),
            _ => throw Fail("type", path, $"'{type}' is not a type of JSON schema"),
        };
    }

    /// <summary>Behind a bracket a reference may come again.</summary>
    private string Inside(Func<string> make)
    {
        var open = _open;
        _open = new HashSet<string>(StringComparer.Ordinal);
        var body = make();
        _open = open;
        return body;
    }

    /// <summary>Without a type, a keyword that belongs to one type says which is meant.</summary>
    private static string[] Implied(JsonObject schema)
    {
        if (Any("properties", "required", "additionalProperties", "minProperties", "maxProperties")) return ["object"];
        if (Any("items", "prefixItems", "minItems", "maxItems")) return ["array"];
        if (Any("minLength", "maxLength", "pattern", "format")) return ["string"];
        return Any("minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum") ? ["number"] : [];

        bool Any(params ReadOnlySpan<string> keywords)
        {
            foreach (var keyword in keywords)
            {
                if (schema.ContainsKey(keyword)) return true;
            }
            return false;
        }
    }

    private string Branches(JsonObject rest, JsonArray branches, string path, string name)
    {
        if (branches.Count == 0) throw Fail("anyOf", path, "must not be empty");
        return string.Join(" | ", branches.Select((branch, i) => Rule(_merge.Pair(this, rest, branch, $"{path}/{i}", Resolve), $"{path}/{i}", $"{name}-{i}")));
    }

    private string Reference(JsonObject schema, JsonNode reference, string path, string name)
    {
        var pointer = reference is JsonValue value && value.TryGetValue<string>(out var text) ? text : throw Fail("$ref", path, "must be a string");
        var rest = Without(schema, "$ref");
        if (SchemaMerge.Constrains(rest)) return Visit(_merge.Pair(this, rest, Resolve(pointer, path), path, Resolve), path, name);
        if (_open.Contains(pointer)) throw Fail("$ref", path, "the schema refers to itself without end");
        if (_references.TryGetValue(pointer, out var known)) return known;
        var target = Resolve(pointer, path);
        var rule = grammar.Reserve(pointer[(pointer.LastIndexOf('/') + 1)..]);
        _references[pointer] = rule;
        _open.Add(pointer);
        grammar.Define(rule, Visit(target, pointer, pointer[(pointer.LastIndexOf('/') + 1)..]));
        _open.Remove(pointer);
        return rule;
    }

    private JsonNode? Resolve(string pointer, string path)
    {
        if (pointer != "#" && !pointer.StartsWith("#/", StringComparison.Ordinal)) throw Fail("$ref", path, $"'{pointer}' is not inside this schema; only references like '#/$defs/name' are followed");
        var node = _document;
        foreach (var part in pointer.Split('/').Skip(1))
        {
            var key = Uri.UnescapeDataString(part).Replace("~1", "/", StringComparison.Ordinal).Replace("~0", "~", StringComparison.Ordinal);
            node = node switch
            {
                JsonObject fields when fields.TryGetPropertyValue(key, out var inner) => inner,
                JsonArray items when int.TryParse(key, out var index) && index >= 0 && index < items.Count => items[index],
                _ => throw Fail("$ref", path, $"there is nothing at '{pointer}'"),
            };
        }
        return node;
    }

    private static bool Harmless(string keyword, JsonNode? value) => keyword switch
    {
        "uniqueItems" => value is JsonValue flag && flag.TryGetValue<bool>(out var on) && !on,
        "unevaluatedProperties" or "unevaluatedItems" => value is JsonValue flag && flag.TryGetValue<bool>(out _),
        "multipleOf" => value is JsonValue number && number.TryGetValue<decimal>(out var step) && step == 1,
        _ => false,
    };

    private static JsonObject Without(JsonObject schema, string keyword)
    {
        var copy = (JsonObject)schema.DeepClone();
        copy.Remove(keyword);
        return copy;
    }
}
