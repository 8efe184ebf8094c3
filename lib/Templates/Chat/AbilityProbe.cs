using System.Text.Json;
using Onebox.Templates.Jinja;

namespace Onebox.Templates.Chat;

/// <summary>
/// Learns what a template does by looking for marker words in what it makes of small conversations. Reading the source
/// for names would be fooled by comments, aliases and dead branches.
/// </summary>
internal sealed class AbilityProbe(JinjaTemplate template, IReadOnlyDictionary<string, JsonElement> tokens, TimeProvider clock)
{
    private const string User = """{"role":"user","content":"probe_user"}""";
    private const string Result = """{"role":"tool","tool_call_id":"probe0001","name":"probe_function","content":"probe_result"}""";
    private const string Tools = """[{"type":"function","function":{"name":"probe_function","description":"probe_text","parameters":{"type":"object","properties":{"probe_field":{"type":"string","description":"probe_words"}},"required":["probe_field"]}}}]""";

    public ChatAbilities Look()
    {
        var calls = LookAtCalls();
        var (on, off) = (Try([User], null, """{"enable_thinking":true}"""), Try([User], null, """{"enable_thinking":false}"""));
        var parts = Try(["""{"role":"user","content":[{"type":"text","text":"probe_user"}]}"""]);
        return calls with
        {
            System = Has(Try(["""{"role":"system","content":"probe_system"}""", User]), "probe_system"),
            Tools = Has(Try([User], Tools), "probe_function"),
            ContentParts = Has(parts, "probe_user") && !Has(parts, "'type'") && !Has(parts, "\"type\""),
            ThinkingSwitch = on is not null && off is not null && on != off,
            Thinking = (on != off && on is not null) || template.Source.Contains("<think>", StringComparison.Ordinal) || template.Source.Contains("</think>", StringComparison.Ordinal),
        };
    }

    private ChatAbilities LookAtCalls()
    {
        var (empty, none) = (Calls("\"\"", Object), Calls("null", Object));
        var asObject = Shown(empty) || Shown(none);
        if (!asObject) (empty, none) = (Calls("\"\"", Text), Calls("null", Text));
        var (emptyWorks, noneWorks) = (Shown(empty), Shown(none) && !Has(none, "None"));
        return new ChatAbilities
        {
            System = false,
            Tools = false,
            ContentParts = false,
            ThinkingSwitch = false,
            Thinking = false,
            ToolHistory = (emptyWorks && Has(empty, "probe_result")) || (noneWorks && Has(none, "probe_result")),
            ArgumentsAsText = !asObject && (emptyWorks || noneWorks),
            NeedsEmptyContent = emptyWorks && !noneWorks,
            NeedsNullContent = noneWorks && !emptyWorks,
            MarksGeneration = Try([User, """{"role":"assistant","content":"probe_answer"}"""], generationPrompt: false) is not null && _generated > 0,
        };
    }

    private const string Object = """{"probe_key":"probe_value"}""";
    private const string Text = """
        "{\"probe_key\":\"probe_value\"}"
        """;

    private int _generated;

    private string? Calls(string content, string arguments) => Try(
    [
        User,
        $$$"""{"role":"assistant","content":{{{content}}},"tool_calls":[{"id":"probe0001","type":"function","function":{"name":"probe_function","arguments":{{{arguments}}}}}]}""",
        Result,
    ], Tools);

    /// <summary>The call is there, as JSON and not as Python's print of a dict.</summary>
    private static bool Shown(string? text)
    {
        if (text is null) return false;
        var history = text.LastIndexOf("probe_user", StringComparison.Ordinal) is >= 0 and var at ? text[at..] : text;
        return Has(history, "probe_function") && Has(history, "probe_key") && Has(history, "probe_value") && !Has(history, "'probe_key'");
    }

    private static bool Has(string? text, string word) => text?.Contains(word, StringComparison.Ordinal) == true;

    private string? Try(string[] messages, string? tools = null, string? arguments = null, bool generationPrompt = true)
    {
        var variables = new Dictionary<string, JsonElement>(tokens, StringComparer.Ordinal)
        {
            ["messages"] = Parse("[" + string.Join(',', messages) + "]"),
            ["add_generation_prompt"] = Parse(generationPrompt ? "true" : "false"),
        };
        if (tools is not null) variables["tools"] = Parse(tools);
        if (arguments is not null)
        {
            foreach (var property in Parse(arguments).EnumerateObject()) variables[property.Name] = property.Value;
        }
        try
        {
            var (text, generated) = template.RenderMarked(variables, clock);
            _generated = generated.Count;
            return text;
        }
        catch (TemplateException)
        {
            // A refused probe is an answer: the template does not do that.
            return null;
        }
    }

    private static JsonElement Parse(string json)
    {
        using var document = JsonDocument.Parse(json);
        return document.RootElement.Clone();
    }
}
