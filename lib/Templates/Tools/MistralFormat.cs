using Onebox.Templates.Constraints;

namespace Onebox.Templates.Tools;

/// <summary>
/// <c>[TOOL_CALLS][{"name": …, "arguments": {…}}]</c>, or in newer templates <c>[TOOL_CALLS]name[ARGS]{…}</c>: Mistral.
/// </summary>
internal sealed class MistralFormat(bool named) : IToolFormat
{
    private const string Opening = "[TOOL_CALLS]";
    private const string ArgumentsMarker = "[ARGS]";
    private const string IdMarker = "[CALL_ID]";

    /// <summary>OpenAI's own bound on names of functions.</summary>
    private const int LongestName = 64;

    public string Name => named ? "mistral-named" : "mistral";

    public IReadOnlyList<string> Triggers { get; } = [Opening];

    public bool OnlyAtStart => false;

    public bool Fits(string templateSource) =>
        templateSource.Contains(Opening, StringComparison.Ordinal) && templateSource.Contains(ArgumentsMarker, StringComparison.Ordinal) == named;

    public CallReading Read(string text, bool final)
    {
        var at = JsonScan.SkipSpace(text, Opening.Length);
        if (at == text.Length) return CallReading.NeedsMore;
        if (text[at] != '[') return NamedCall(text, at);
        var end = JsonScan.End(text, at);
        if (end < 0) return CallReading.NeedsMore;
        return JsonScan.Calls(text[at..end]) is { } calls ? new CallReading(CallReadingState.Read, end, calls) : CallReading.NotACall;
    }

    private static CallReading NamedCall(string text, int at)
    {
        var open = text.IndexOf('[', at);
        var brace = text.IndexOf('{', at);
        var stop = open < 0 ? brace : brace < 0 ? open : Math.Min(open, brace);
        if (stop < 0) return text.Length - at > LongestName ? CallReading.NotACall : CallReading.NeedsMore;
        var name = text[at..stop].Trim();
        if (name.Length == 0 || stop - at > LongestName) return CallReading.NotACall;
        string? id = null;
        if (text[stop] == '[')
        {
            var idMark = JsonScan.Marker(text, stop, IdMarker);
            if (idMark == JsonScan.Match.Partly) return CallReading.NeedsMore;
            if (idMark == JsonScan.Match.Yes)
            {
                var idEnd = text.IndexOf('[', stop + IdMarker.Length);
                if ((idEnd < 0 ? text.Length : idEnd) - stop > IdMarker.Length + LongestName) return CallReading.NotACall;
                if (idEnd < 0) return CallReading.NeedsMore;
                id = text[(stop + IdMarker.Length)..idEnd].Trim();
                stop = idEnd;
            }
            var mark = JsonScan.Marker(text, stop, ArgumentsMarker);
            if (mark != JsonScan.Match.Yes) return mark == JsonScan.Match.No ? CallReading.NotACall : CallReading.NeedsMore;
            stop = JsonScan.SkipSpace(text, stop + ArgumentsMarker.Length);
            if (stop == text.Length) return CallReading.NeedsMore;
            if (text[stop] != '{') return CallReading.NotACall;
        }
        var end = JsonScan.End(text, stop);
        if (end < 0) return CallReading.NeedsMore;
        return JsonScan.Arguments(text[stop..end]) is { } arguments ? new CallReading(CallReadingState.Read, end, [(id, name, arguments)]) : CallReading.NotACall;
    }

    public string AddRules(GrammarBuilder grammar, IReadOnlyList<ToolRule> tools, bool several)
    {
        var ws = grammar.Space;
        if (named)
        {
            var one = grammar.AddAlternatives("tool-call", tools.Select(tool => $"{Gbnf.Literal(Opening + tool.Name + ArgumentsMarker)} {tool.Arguments}"));
            return several ? grammar.Add("tool-calls", $"{one}+") : one;
        }
        var id = $"(\",\" {ws} {Gbnf.Literal("\"id\"")} {ws} \":\" {ws} \"\\\"\" [a-zA-Z0-9]{{9}} \"\\\"\")? ";
        var call = grammar.AddAlternatives("tool-call", tools.Select(tool => HermesFormat.NamedObject(grammar, tool, "arguments", id)));
        return grammar.Add("tool-calls", $"{Gbnf.Literal(Opening)} {ws} \"[\" {call}{(several ? $" ({ws} \",\" {ws} {call})*" : "")} \"]\"");
    }
}
