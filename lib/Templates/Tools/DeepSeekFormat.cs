using Onebox.Templates.Constraints;

namespace Onebox.Templates.Tools;

/// <summary>
/// DeepSeek's special tokens around a name and its arguments: in a fenced block after "function" (V3, R1), or bare (V3.1).
/// </summary>
internal sealed class DeepSeekFormat : IToolFormat
{
    private const string CallsOpening = "<｜tool▁calls▁begin｜>";
    private const string CallsClosing = "<｜tool▁calls▁end｜>";
    private const string CallOpening = "<｜tool▁call▁begin｜>";
    private const string CallClosing = "<｜tool▁call▁end｜>";
    private const string Separator = "<｜tool▁sep｜>";

    public string Name => "deepseek";

    public IReadOnlyList<string> Triggers { get; } = [CallsOpening, CallOpening];

    public bool OnlyAtStart => false;

    public bool Fits(string templateSource) => templateSource.Contains(CallsOpening, StringComparison.Ordinal);

    public CallReading Read(string text, bool final)
    {
        var calls = new List<(string?, string, string)>();
        var at = text.StartsWith(CallsOpening, StringComparison.Ordinal) ? CallsOpening.Length : 0;
        while (true)
        {
            at = JsonScan.SkipSpace(text, at);
            if (at == text.Length) return final && calls.Count > 0 ? new CallReading(CallReadingState.Read, at, calls) : CallReading.NeedsMore;
            if (calls.Count > 0 && JsonScan.Marker(text, at, CallsClosing) is JsonScan.Match.Yes)
                return new CallReading(CallReadingState.Read, at + CallsClosing.Length, calls);
            switch (JsonScan.Marker(text, at, CallOpening))
            {
                case JsonScan.Match.Yes: break;
                case JsonScan.Match.Partly: return Cut(text, final, calls);
                default:
                    if (calls.Count > 0 && JsonScan.Marker(text, at, CallsClosing) is JsonScan.Match.Partly) return Cut(text, final, calls);
                    return calls.Count > 0 ? new CallReading(CallReadingState.Read, at, calls) : CallReading.NotACall;
            }
            var (state, end, call) = OneCall(text, at + CallOpening.Length);
            if (state == CallReadingState.NotACall) return calls.Count > 0 ? new CallReading(CallReadingState.Read, at, calls) : CallReading.NotACall;
            if (state == CallReadingState.NeedsMore) return Cut(text, final, calls);
            calls.Add(call);
            at = end;
        }
    }

    /// <summary>The text ends inside a marker or a call: with the last word said, what was read counts and the rest is dropped.</summary>
    private static CallReading Cut(string text, bool final, List<(string?, string, string)> calls) =>
        final && calls.Count > 0 ? new CallReading(CallReadingState.Read, text.Length, calls) : CallReading.NeedsMore;

    private static (CallReadingState State, int End, (string? Id, string Name, string Arguments) Call) OneCall(string text, int at)
    {
        var separator = text.IndexOf(Separator, at, StringComparison.Ordinal);
        var brace = text.IndexOf('{', at);
        if (brace < 0) return (CallReadingState.NeedsMore, 0, default);
        if (separator < 0 || separator > brace) return (CallReadingState.NotACall, 0, default);
        var before = text[at..separator].Trim();
        var between = text[(separator + Separator.Length)..brace];
        // "function<sep>name\n```json\n{…}\n```" or "name<sep>{…}".
        var name = before == "function" && between.Trim().Length > 0 ? between.Split('`')[0].Trim() : before;
        var end = JsonScan.End(text, brace);
        if (end < 0) return (CallReadingState.NeedsMore, 0, default);
        if (name.Length == 0 || JsonScan.Arguments(text[brace..end]) is not { } arguments) return (CallReadingState.NotACall, 0, default);
        var close = end;
        while (close < text.Length && (char.IsWhiteSpace(text[close]) || text[close] == '`')) close++;
        return JsonScan.Marker(text, close, CallClosing) switch
        {
            JsonScan.Match.Yes => (CallReadingState.Read, close + CallClosing.Length, (null, name, arguments)),
            JsonScan.Match.Partly => (CallReadingState.NeedsMore, 0, default),
            _ => (CallReadingState.NotACall, 0, default),
        };
    }

    public string AddRules(GrammarBuilder grammar, IReadOnlyList<ToolRule> tools, bool several)
    {
        var call = grammar.AddAlternatives("tool-call", tools.Select(tool =>
            $"{Gbnf.Literal($"{CallOpening}function{Separator}{tool.Name}\n```json\n")} {tool.Arguments} {Gbnf.Literal("\n```" + CallClosing)}"));
        return grammar.Add("tool-calls", $"{Gbnf.Literal(CallsOpening)} {call}{(several ? $" (\"\\n\" {call})*" : "")} {Gbnf.Literal(CallsClosing)}");
    }
}
