using Onebox.Templates.Constraints;

namespace Onebox.Templates.Tools;

/// <summary><c>&lt;tool_call&gt;{"name": …, "arguments": {…}}&lt;/tool_call&gt;</c>: Hermes, Qwen 2.5 and 3, and many more.</summary>
internal sealed class HermesFormat : IToolFormat
{
    private const string Opening = "<tool_call>";
    private const string Closing = "</tool_call>";

    public string Name => "hermes";

    public IReadOnlyList<string> Triggers { get; } = [Opening];

    public bool OnlyAtStart => false;

    public bool Fits(string templateSource) => templateSource.Contains(Opening, StringComparison.Ordinal);

    public CallReading Read(string text, bool final)
    {
        var at = JsonScan.SkipSpace(text, Opening.Length);
        if (at == text.Length) return CallReading.NeedsMore;
        if (text[at] != '{') return CallReading.NotACall;
        var end = JsonScan.End(text, at);
        if (end < 0) return CallReading.NeedsMore;
        if (JsonScan.Call(text[at..end]) is not { } call) return CallReading.NotACall;
        var close = JsonScan.SkipSpace(text, end);
        // Models often stop before the closing tag: a complete object at the very end is a call.
        if (close == text.Length) return final ? new CallReading(CallReadingState.Read, close, [call]) : CallReading.NeedsMore;
        return JsonScan.Marker(text, close, Closing) switch
        {
            JsonScan.Match.Yes => new CallReading(CallReadingState.Read, close + Closing.Length, [call]),
            JsonScan.Match.Partly => final ? new CallReading(CallReadingState.Read, text.Length, [call]) : CallReading.NeedsMore,
            _ => CallReading.NotACall,
        };
    }

    public string AddRules(GrammarBuilder grammar, IReadOnlyList<ToolRule> tools, bool several)
    {
        var call = grammar.AddAlternatives("tool-call", tools.Select(tool => NamedObject(grammar, tool, "arguments")));
        var tagged = grammar.Add("tagged-call", $"{Gbnf.Literal(Opening)} {grammar.Space} {call} {grammar.Space} {Gbnf.Literal(Closing)}");
        return several ? grammar.Add("tool-calls", $"{tagged} ({grammar.Space} {tagged})*") : tagged;
    }

    /// <summary><c>{"name": "…", "arguments": …}</c> as rules.</summary>
    internal static string NamedObject(GrammarBuilder grammar, ToolRule tool, string argumentsKey, string? extra = null)
    {
        var ws = grammar.Space;
        return $"\"{{\" {ws} {Gbnf.Literal("\"name\"")} {ws} \":\" {ws} {Gbnf.Literal(JsonGrammar.Quote(tool.Name))} {ws} \",\" {ws} " +
            $"{Gbnf.Literal(JsonGrammar.Quote(argumentsKey))} {ws} \":\" {ws} {tool.Arguments} {extra}{ws} \"}}\"";
    }
}
