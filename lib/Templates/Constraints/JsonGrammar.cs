using System.Globalization;
using System.Text;
using System.Text.Json;

namespace Onebox.Templates.Constraints;

/// <summary>Rules for JSON itself, and the grammar of OpenAI's JSON mode.</summary>
public static class JsonGrammar
{
    /// <summary>Any JSON object: <c>response_format: {"type": "json_object"}</c>.</summary>
    public static string AnyObject { get; } = Make();

    /// <summary>The grammar of a schema's instances.</summary>
    /// <exception cref="GrammarException">The schema uses something that a grammar cannot hold to, or is too large.</exception>
    public static string FromSchema(JsonElement schema)
    {
        var grammar = new GrammarBuilder();
        return grammar.Build(new SchemaRules(grammar, schema, "#").AddRoot("instance"));
    }

    /// <summary>The same grammar for a model that thinks first: its thought, up to and with <c>&lt;/think&gt;</c>, is free.</summary>
    /// <param name="grammar">One that this class made.</param>
    /// <param name="opened">The prompt already opened <c>&lt;think&gt;</c>; otherwise a thought may be left out.</param>
    public static string AfterThought(string grammar, bool opened)
    {
        const string root = "root ::= ";
        if (!grammar.StartsWith(root, StringComparison.Ordinal)) throw new ArgumentException("The grammar must begin with its root.", nameof(grammar));
        var rules = new GrammarBuilder();
        var thought = rules.AddUntil("thought-before-json", "</think>") + " [ \\n\\t]{0,20}";
        rules.AddOnce("json-after-thought", grammar[root.Length..grammar.IndexOf('\n', StringComparison.Ordinal)]);
        return rules.Build((opened ? thought : $"({Gbnf.Literal("<think>")} {thought})?") + " json-after-thought") + grammar[(grammar.IndexOf('\n', StringComparison.Ordinal) + 1)..];
    }

    /// <summary>Longest fraction and integral part that a number may have: beyond it no reader keeps the digits.</summary>
    internal const string NumberBody = "\"-\"? (\"0\" | [1-9] [0-9]{0,15}) (\".\" [0-9]{1,16})? ([eE] [-+]? [0-9]{1,3})?";

    internal static string AddObject(GrammarBuilder grammar)
    {
        AddValue(grammar);
        return "object";
    }

    internal static string AddValue(GrammarBuilder grammar)
    {
        var (ws, text) = (grammar.Space, AddString(grammar));
        grammar.AddOnce("value", $"object | array | {text} | {AddNumber(grammar)} | {AddBoolean(grammar)} | {AddNull(grammar)}");
        grammar.AddOnce("member", $"{text} {ws} \":\" {ws} value");
        grammar.AddOnce("object", $"\"{{\" {ws} (member ({ws} \",\" {ws} member)* {ws})? \"}}\"");
        grammar.AddOnce("array", $"\"[\" {ws} (value ({ws} \",\" {ws} value)* {ws})? \"]\"");
        return "value";
    }

    internal static string AddString(GrammarBuilder grammar) => grammar.AddOnce("string", $"\"\\\"\" {AddCharacter(grammar)}* \"\\\"\"");

    /// <summary>One character of a string as it stands in JSON, escaped or not.</summary>
    internal static string AddCharacter(GrammarBuilder grammar) =>
        grammar.AddOnce("char", "[^\"\\\\\\x7F\\x00-\\x1F] | \"\\\\\" ([\"\\\\/bfnrt] | \"u\" [0-9a-fA-F]{4})");

    internal static string AddNumber(GrammarBuilder grammar) => grammar.AddOnce("number", NumberBody);

    internal static string AddInteger(GrammarBuilder grammar) => grammar.AddOnce("integer", "\"0\" | \"-\"? [1-9] [0-9]{0,17}");

    internal static string AddBoolean(GrammarBuilder grammar) => grammar.AddOnce("boolean", "\"true\" | \"false\"");

    internal static string AddNull(GrammarBuilder grammar) => grammar.AddOnce("null", "\"null\"");

    /// <summary>A string as JSON with no more escapes than JSON needs: a model writes an emoji, not its surrogates.</summary>
    internal static string Quote(string text)
    {
        var quoted = new StringBuilder("\"");
        foreach (var c in text)
        {
            _ = c switch
            {
                '"' or '\\' => quoted.Append('\\').Append(c),
                '\n' => quoted.Append("\\n"),
                '\r' => quoted.Append("\\r"),
                '\t' => quoted.Append("\\t"),
                '\b' => quoted.Append("\\b"),
                '\f' => quoted.Append("\\f"),
                < ' ' or '\x7f' => quoted.Append(CultureInfo.InvariantCulture, $"\\u{(int)c:X4}"),
                _ => quoted.Append(c),
            };
        }
        return quoted.Append('"').ToString();
    }

    private static string Make()
    {
        var grammar = new GrammarBuilder();
        return grammar.Build(AddObject(grammar));
    }
}
