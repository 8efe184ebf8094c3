using System.Text.Json.Nodes;

namespace Onebox.Templates.Constraints;

/// <summary>Arrays: items of one schema, counted, or a tuple with a schema for each place.</summary>
internal sealed class ArrayRules(SchemaRules rules)
{
    private readonly string _ws = rules.Grammar.Space;

    public string Of(JsonObject schema, string path, string name)
    {
        var least = Bounds.Count(rules, schema, "minItems", path) ?? 0;
        var most = Bounds.Count(rules, schema, "maxItems", path);
        // Older drafts wrote a tuple as an array under "items".
        if ((schema["prefixItems"] ?? schema["items"]) is JsonArray places) return Tuple(schema, places, least, most, path, name);
        schema.TryGetPropertyValue("items", out var items);
        if (items is JsonValue none && none.TryGetValue<bool>(out var allowed) && !allowed) most = 0;
        var item = most == 0 || items is null ? JsonGrammar.AddValue(rules.Grammar) : rules.Rule(items, path + "/items", name + "-item");
        return Bounds.Listed(rules, "[", item, "]", _ws, least, most, path);
    }

    private string Tuple(JsonObject schema, JsonArray places, int least, int? most, string path, string name)
    {
        var rest = schema["prefixItems"] is null ? schema["additionalItems"] : schema["items"];
        var open = rest is JsonObject || (rest is JsonValue flag && flag.TryGetValue<bool>(out var allowed) && allowed);
        // A tuple is meant whole unless it says fewer are enough.
        var needed = schema.ContainsKey("minItems") ? least : places.Count;
        if (most < places.Count || needed > places.Count && !open) throw rules.Fail("maxItems", path, "does not fit the number of places in the tuple");
        var extra = open ? rules.Rule(rest, path + "/items", name + "-more") : null;
        var tail = extra is null ? "" : Gbnf.Repeat($"({_ws} \",\" {_ws} {extra})", Math.Max(0, needed - places.Count), most - places.Count);
        for (var i = places.Count - 1; i >= 0; i--)
        {
            var comma = i == 0 ? "" : $"{_ws} \",\" {_ws} ";
            var here = $"{comma}{rules.Rule(places[i], $"{path}/prefixItems/{i}", $"{name}-{i}")} {tail}";
            tail = i < needed ? here : $"({here})?";
        }
        return $"\"[\" {_ws} {tail} {_ws} \"]\"";
    }
}
