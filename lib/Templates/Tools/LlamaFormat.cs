using Onebox.Templates.Constraints;

namespace Onebox.Templates.Tools;

/// <summary><c>{"name": …, "parameters": {…}}</c> as the whole reply, several with a semicolon between: Llama 3.x.</summary>
internal sealed class LlamaFormat : IToolFormat
{
    private const string PythonTag = "<|python_tag|>";

    public string Name => "llama3";

    public IReadOnlyList<string> Triggers { get; } = ["{", PythonTag];

    public bool OnlyAtStart => true;

    public bool Fits(string templateSource) =>
        templateSource.Contains(PythonTag, StringComparison.Ordinal)
        || (templateSource.Contains("\"parameters\"", StringComparison.Ordinal) && templateSource.Contains("<|start_header_id|>", StringComparison.Ordinal));

    public CallReading Read(string text, bool final)
    {
        var at = JsonScan.SkipSpace(text, text.StartsWith(PythonTag, StringComparison.Ordinal) ? PythonTag.Length : 0);
        if (at == text.Length) return CallReading.NeedsMore;
        if (text[at] != '{') return CallReading.NotACall;
        var end = JsonScan.End(text, at);
        if (end < 0) return CallReading.NeedsMore;
        if (JsonScan.Call(text[at..end]) is not { } call) return CallReading.NotACall;
        var next = JsonScan.SkipSpace(text, end);
        // The separator belongs to the call, so it must have arrived, or the end of the reply.
        if (next == text.Length && !final) return CallReading.NeedsMore;
        return new CallReading(CallReadingState.Read, next < text.Length && text[next] == ';' ? next + 1 : end, [call]);
    }

    public string AddRules(GrammarBuilder grammar, IReadOnlyList<ToolRule> tools, bool several)
    {
        var call = grammar.AddAlternatives("tool-call", tools.Select(tool => HermesFormat.NamedObject(grammar, tool, "parameters")));
        return several ? grammar.Add("tool-calls", $"{call} (\"; \" {call})*") : call;
    }
}
