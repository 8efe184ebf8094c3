using System.Globalization;
using System.Text.Json.Nodes;

namespace Onebox.Templates.Constraints;

/// <summary>Integers between bounds, digit by digit.</summary>
internal static class IntegerRules
{
    /// <summary>Integers of at most 18 digits fit a signed 64-bit number whatever the digits.</summary>
    private const long Largest = 999_999_999_999_999_999;

    public static string Of(SchemaRules rules, JsonObject schema, string path)
    {
        var least = Bound(rules, schema, "minimum", "exclusiveMinimum", path, up: true);
        var most = Bound(rules, schema, "maximum", "exclusiveMaximum", path, up: false);
        if (least is null && most is null) return JsonGrammar.AddInteger(rules.Grammar);
        var (low, high) = (least ?? -Largest, most ?? Largest);
        if (low > high) throw rules.Fail("minimum", path, $"no integer lies between {low} and {high}");
        var parts = new List<string>();
        if (low < 0) parts.Add($"\"-\" ({Range(Math.Max(1, -Math.Min(high, -1)), -low)})");
        if (high >= 0) parts.Add(Range(Math.Max(0, low), high));
        return string.Join(" | ", parts);
    }

    /// <summary>Real numbers: a grammar can only forbid the minus sign.</summary>
    public static string Number(SchemaRules rules, JsonObject schema, string path)
    {
        foreach (var keyword in (ReadOnlySpan<string>)["maximum", "exclusiveMaximum", "exclusiveMinimum"])
        {
            if (schema[keyword] is JsonValue value && (!value.TryGetValue<bool>(out var flag) || flag)) throw rules.Fail(keyword, path, "bounds of real numbers are not supported, except a minimum of 0; use integers or remove it");
        }
        if (schema["minimum"] is not { } minimum) return JsonGrammar.AddNumber(rules.Grammar);
        if (minimum is JsonValue zero && zero.TryGetValue<decimal>(out var bound) && bound == 0) return rules.Grammar.AddOnce("positive-number", JsonGrammar.NumberBody["\"-\"? ".Length..]);
        throw rules.Fail("minimum", path, "bounds of real numbers are not supported, except a minimum of 0; use integers or remove it");
    }

    private static long? Bound(SchemaRules rules, JsonObject schema, string keyword, string exclusive, string path, bool up)
    {
        long? bound = null;
        if (schema[keyword] is { } inclusive) bound = Whole(rules, inclusive, keyword, path, up);
        switch (schema[exclusive])
        {
            case null: return bound;
            // Draft 4 has a flag beside the bound.
            case JsonValue flag when flag.TryGetValue<bool>(out var isExclusive): return isExclusive && bound is { } edge ? edge + (up ? 1 : -1) : bound;
            case var value:
                var beyond = Whole(rules, value, exclusive, path, !up) + (up ? 1 : -1);
                return bound is { } other ? (up ? Math.Max(other, beyond) : Math.Min(other, beyond)) : beyond;
        }
    }

    private static long Whole(SchemaRules rules, JsonNode value, string keyword, string path, bool up)
    {
        if (value is not JsonValue number || !number.TryGetValue<double>(out var real)) throw rules.Fail(keyword, path, "must be a number");
        if (number.TryGetValue<long>(out var whole)) return Math.Clamp(whole, -Largest, Largest);
        return (long)Math.Clamp(up ? Math.Ceiling(real) : Math.Floor(real), -Largest, Largest);
    }

    /// <summary>Integers from low to high (neither negative), grouped by number of digits.</summary>
    internal static string Range(long low, long high)
    {
        var parts = new List<string>();
        for (var (digits, first) = (1, 0L); ; digits++, first = first == 0 ? 10 : first * 10)
        {
            var last = long.Parse(new string('9', digits), CultureInfo.InvariantCulture);
            if (last >= low) parts.Add(SameLength(Text(Math.Max(low, first)), Text(Math.Min(high, last))));
            if (last >= high) return string.Join(" | ", parts);
        }
    }

    private static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);

    private static string SameLength(string low, string high)
    {
        if (low.Length == 0) return "";
        if (low[0] == high[0]) return $"\"{low[0]}\" {SameLength(low[1..], high[1..])}".TrimEnd();
        var free = low.Length - 1;
        var parts = new List<string>();
        var (from, to) = (low[0], high[0]);
        if (low.AsSpan(1).ContainsAnyExcept('0')) parts.Add($"\"{from++}\" {Group(SameLength(low[1..], new string('9', free)))}");
        var cut = high.AsSpan(1).ContainsAnyExcept('9');
        if (cut) to--;
        if (from <= to) parts.Add(Digit(from, to) + (free == 0 ? "" : " " + (free == 1 ? "[0-9]" : Gbnf.Repeat("[0-9]", free, free))));
        if (cut) parts.Add($"\"{high[0]}\" {Group(SameLength(new string('0', free), high[1..]))}");
        return parts.Count == 1 ? parts[0] : "(" + string.Join(" | ", parts) + ")";
    }

    private static string Group(string body) => body.Contains('|') && !body.StartsWith('(') ? $"({body})" : body;

    private static string Digit(char from, char to) => from == to ? $"\"{from}\"" : $"[{from}-{to}]";
}
