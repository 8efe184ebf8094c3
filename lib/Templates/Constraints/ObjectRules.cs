using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Onebox.Templates.Constraints;

/// <summary>Objects: declared properties in their order, optional ones left out or not, then additional ones if allowed.</summary>
internal sealed class ObjectRules(SchemaRules rules)
{
    private readonly string _ws = rules.Grammar.Space;

    public string Of(JsonObject schema, string path, string name)
    {
        var properties = schema["properties"] as JsonObject ?? [];
        var required = Required(schema, path);
        var additional = Additional(schema, properties.Count > 0);
        var members = new List<(string Rule, bool Required)>();
        foreach (var (key, value) in properties) members.Add((Member(key, value, $"{path}/properties/{key}", $"{name}-{key}"), required.Remove(key)));
        // Required but not described: any value, unless additional properties say what it must be.
        foreach (var key in required) members.Add((Member(key, additional is JsonObject described ? described.DeepClone() : JsonValue.Create(true), $"{path}/required", $"{name}-{key}"), true));
        var extra = additional is null ? null : Extra(additional, [.. properties.Select(property => property.Key), .. required], path, name);
        if (members.Count == 0) return Map(schema, extra, path);
        Bounded(schema, members, extra, path);
        return $"\"{{\" {_ws} {First(members, extra, name)} {_ws} \"}}\"";
    }

    private HashSet<string> Required(JsonObject schema, string path)
    {
        if (schema["required"] is not { } list) return [];
        if (list is not JsonArray names || names.Any(name => name?.GetValueKind() != JsonValueKind.String)) throw rules.Fail("required", path, "must be an array of strings");
        return new HashSet<string>(names.Select(name => (string)name!), StringComparer.Ordinal);
    }

    /// <summary>Schema of further properties; null if there may be none.</summary>
    private static JsonNode? Additional(JsonObject schema, bool describesSome)
    {
        if (!schema.TryGetPropertyValue("additionalProperties", out var value)) return describesSome ? null : JsonValue.Create(true);
        return value is JsonValue flag && flag.TryGetValue<bool>(out var allowed) ? (allowed ? JsonValue.Create(true) : null) : value;
    }

    private string Member(string key, JsonNode? schema, string path, string name) =>
        rules.Grammar.Add(name + "-member", $"{Gbnf.Literal(JsonGrammar.Quote(key))} {_ws} \":\" {_ws} {rules.Rule(schema, path, name)}");

    private string Extra(JsonNode schema, IReadOnlyList<string> known, string path, string name)
    {
        var key = known.Count == 0 ? JsonGrammar.AddString(rules.Grammar) : OtherKey(known, name);
        return rules.Grammar.Add(name + "-extra", $"{key} {_ws} \":\" {_ws} {rules.Rule(schema, path + "/additionalProperties", name + "-extra-value")}");
    }

    /// <summary>An object without declared properties: a map, whose size can be bounded.</summary>
    private string Map(JsonObject schema, string? extra, string path)
    {
        var least = Bounds.Count(rules, schema, "minProperties", path) ?? 0;
        var most = Bounds.Count(rules, schema, "maxProperties", path);
        if (extra is null)
        {
            if (least > 0) throw rules.Fail("minProperties", path, "no property is allowed here");
            return $"\"{{\" {_ws} \"}}\"";
        }
        return Bounds.Listed(rules, "{", extra, "}", _ws, least, most, path);
    }

    private void Bounded(JsonObject schema, List<(string Rule, bool Required)> members, string? extra, string path)
    {
        if (Bounds.Count(rules, schema, "minProperties", path) is { } least && least > members.Count(member => member.Required))
            throw rules.Fail("minProperties", path, "a grammar cannot count optional properties; make them required");
        if (Bounds.Count(rules, schema, "maxProperties", path) is { } most && (extra is not null || most < members.Count))
            throw rules.Fail("maxProperties", path, "a grammar cannot count optional properties; leave some out of the schema");
    }

    /// <summary>The members while none has been written: one rule for each place where the object may begin.</summary>
    private string First(List<(string Rule, bool Required)> members, string? extra, string name)
    {
        var rest = extra is null ? null : rules.Grammar.Add(name + "-rest", $"({_ws} \",\" {_ws} {extra})*");
        var first = extra is null ? null : rules.Grammar.Add(name + "-first", $"({extra} {rest})?");
        for (var i = members.Count - 1; i >= 0; i--)
        {
            var (member, required) = members[i];
            var begins = rest is null ? member : $"{member} {rest}";
            if (required) first = rules.Grammar.Add(Numbered(name, "first", i), begins);
            else first = rules.Grammar.Add(Numbered(name, "first", i), first is null ? $"({begins})?" : $"{begins} | {first}");
            var follows = required ? $"{_ws} \",\" {_ws} {member}" : $"({_ws} \",\" {_ws} {member})?";
            rest = rules.Grammar.Add(Numbered(name, "rest", i), rest is null ? follows : $"{follows} {rest}");
        }
        return first!;
    }

    private static string Numbered(string name, string what, int i) => string.Create(CultureInfo.InvariantCulture, $"{name}-{what}-{i}");

    /// <summary>
    /// A string that is none of the known keys, as a tree over their characters. Its escapes are only those that JSON needs,
    /// so that no key can be written in a second way.
    /// </summary>
    private string OtherKey(IReadOnlyList<string> known, string name)
    {
        var any = rules.Grammar.AddOnce("key-char", "[^\"\\\\\\x7F\\x00-\\x1F] | \"\\\\\" [\"\\\\bfnrt]");
        var inner = Node([.. known.Select(key => JsonGrammar.Quote(key)[1..^1])], 0);
        return rules.Grammar.Add(name + "-key", $"\"\\\"\" {inner} \"\\\"\"");

        string Node(string[] keys, int at)
        {
            var ends = keys.Any(key => key.Length == at);
            var alternatives = new List<string>();
            var (plain, escaped) = (new List<(int, int)>(), new List<(int, int)>());
            foreach (var group in keys.Where(key => key.Length > at).GroupBy(key => Unit(key, at), StringComparer.Ordinal))
            {
                var unit = group.Key;
                alternatives.Add($"{Gbnf.Literal(unit)} {Node([.. group], at + unit.Length)}");
                if (unit[0] == '\\' && unit.Length == 2) escaped.Add((unit[1], unit[1]));
                else if (unit[0] != '\\') plain.Add((Rune.GetRuneAt(unit, 0).Value, Rune.GetRuneAt(unit, 0).Value));
            }
            if (alternatives.Count == 0) return ends ? any + "+" : any + "*";
            alternatives.Add($"{Gbnf.Class([('"', '"'), ('\\', '\\'), (0x7f, 0x7f), (0, 0x1f), .. plain], negated: true)} {any}*");
            var escapes = "\"\\bfnrt".Where(c => escaped.TrueForAll(used => used.Item1 != c)).Select(c => ((int)c, (int)c)).ToList();
            if (escapes.Count > 0) alternatives.Add($"\"\\\\\" {Gbnf.Class(escapes)} {any}*");
            var body = string.Join(" | ", alternatives);
            return rules.Grammar.Add(name + "-key-part", ends ? body : $"({body})?");
        }
    }

    /// <summary>One character of a quoted key, with its escape.</summary>
    private static string Unit(string key, int at)
    {
        if (key[at] == '\\') return key.Substring(at, key[at + 1] == 'u' ? 6 : 2);
        return char.IsHighSurrogate(key[at]) && at + 1 < key.Length ? key.Substring(at, 2) : key.Substring(at, 1);
    }
}
