using System.Text.Json.Nodes;

namespace Onebox.Templates.Constraints;

/// <summary>Counted repetition, within what the grammar engine accepts.</summary>
internal static class Bounds
{
    /// <summary>llama.cpp refuses repetitions above 2,000 and expands each into rules; half of it leaves room for nesting.</summary>
    public const int MostRepetitions = 1_000;

    public static int? Count(SchemaRules rules, JsonObject schema, string keyword, string path)
    {
        if (schema[keyword] is not { } value) return null;
        if (value is not JsonValue number || !number.TryGetValue<decimal>(out var count) || count < 0 || count != decimal.Truncate(count)) throw rules.Fail(keyword, path, "must be a whole number that is not negative");
        if (count > MostRepetitions) throw rules.Fail(keyword, path, $"the grammar engine counts to {MostRepetitions} at most");
        return (int)count;
    }

    /// <summary>Items between brackets with commas, at least and at most so many.</summary>
    public static string Listed(SchemaRules rules, string open, string item, string close, string ws, int least, int? most, string path)
    {
        if (most < least) throw rules.Fail("maximum", path, $"at least {least} and at most {most} cannot both hold");
        if (most == 0) return $"{Gbnf.Literal(open)} {ws} {Gbnf.Literal(close)}";
        var more = Gbnf.Repeat($"({ws} \",\" {ws} {item})", Math.Max(0, least - 1), most - 1);
        var listed = most == 1 ? item : $"{item} {more}";
        return $"{Gbnf.Literal(open)} {ws} {(least == 0 ? $"({listed} {ws})?" : $"{listed} {ws}")} {Gbnf.Literal(close)}";
    }
}
