using System.Text.Json.Nodes;

namespace Onebox.Templates.Constraints;

/// <summary>Strings: by length, by pattern or by a known format. An unknown format describes and does not constrain.</summary>
internal sealed class StringRules(SchemaRules rules)
{
    private const string Digit = "[0-9]";
    private const string Hex = "[0-9a-fA-F]";

    private static readonly Dictionary<string, string> Formats = new(StringComparer.Ordinal)
    {
        ["date"] = "{date}",
        ["time"] = "{time}",
        ["date-time"] = "{date} \"T\" {time}",
        ["uuid"] = $"{Hex}{{8}} \"-\" {Hex}{{4}} \"-\" {Hex}{{4}} \"-\" {Hex}{{4}} \"-\" {Hex}{{12}}",
        ["email"] = "[a-zA-Z0-9_%+] [a-zA-Z0-9._%+\\x2D]{0,63} \"@\" [a-zA-Z0-9\\x2D]{1,63} (\".\" [a-zA-Z0-9\\x2D]{1,63})+",
        ["ipv4"] = "{octet} \".\" {octet} \".\" {octet} \".\" {octet}",
        ["hostname"] = "[a-zA-Z0-9] [a-zA-Z0-9\\x2D]{0,62} (\".\" [a-zA-Z0-9] [a-zA-Z0-9\\x2D]{0,62})*",
    };

    public string Of(JsonObject schema, string path, string name)
    {
        var least = Bounds.Count(rules, schema, "minLength", path) ?? 0;
        var most = Bounds.Count(rules, schema, "maxLength", path);
        if (schema["pattern"] is { } pattern)
        {
            if (least > 0 || most is not null) throw rules.Fail("pattern", path, "cannot be combined with minLength or maxLength: say the length in the pattern");
            var text = pattern is JsonValue value && value.TryGetValue<string>(out var source) ? source : throw rules.Fail("pattern", path, "must be a string");
            return $"\"\\\"\" {rules.Grammar.Add(name + "-text", new PatternRules(rules, text, path).Body())} \"\\\"\"";
        }
        if (schema["format"] is JsonValue format && format.TryGetValue<string>(out var known) && Formats.TryGetValue(known, out var body))
        {
            if (least > 0 || most is not null) throw rules.Fail("format", path, "cannot be combined with minLength or maxLength");
            return $"\"\\\"\" {rules.Grammar.AddOnce("format-" + known, Filled(body))} \"\\\"\"";
        }
        if (most < least) throw rules.Fail("maxLength", path, $"at least {least} and at most {most} cannot both hold");
        if (least == 0 && most is null) return JsonGrammar.AddString(rules.Grammar);
        return most == 0 ? "\"\\\"\\\"\"" : $"\"\\\"\" {Gbnf.Repeat(JsonGrammar.AddCharacter(rules.Grammar), least, most)} \"\\\"\"";
    }

    private string Filled(string body) => body
        .Replace("{date}", body.Contains("{date}", StringComparison.Ordinal) ? Date() : "", StringComparison.Ordinal)
        .Replace("{time}", body.Contains("{time}", StringComparison.Ordinal) ? Time() : "", StringComparison.Ordinal)
        .Replace("{octet}", body.Contains("{octet}", StringComparison.Ordinal) ? rules.Grammar.AddOnce("octet", "[0-9] | [1-9] [0-9] | \"1\" [0-9] [0-9] | \"2\" [0-4] [0-9] | \"25\" [0-5]") : "", StringComparison.Ordinal);

    private string Date() => rules.Grammar.AddOnce("date", $"{Digit}{{4}} \"-\" (\"0\" [1-9] | \"1\" [0-2]) \"-\" (\"0\" [1-9] | [12] {Digit} | \"3\" [01])");

    private string Time() => rules.Grammar.AddOnce(
        "time",
        $"([01] {Digit} | \"2\" [0-3]) \":\" [0-5] {Digit} \":\" [0-5] {Digit} (\".\" {Digit}{{1,9}})? (\"Z\" | [+\\x2D] ([01] {Digit} | \"2\" [0-3]) \":\" [0-5] {Digit})");
}
