using System.Text.Json;
using Onebox.Templates.Chat;
using Onebox.Templates.Constraints;

namespace Onebox.Templates.Tools;

/// <summary>What a request's tools mean for its prompt, its sampling and the reading of its reply.</summary>
public sealed record ToolPlan
{
    /// <summary>Tools to hand to the template; null when the model is not to see them.</summary>
    public JsonElement? Tools { get; private init; }

    /// <summary>Format of calls to look for in the reply; null: none.</summary>
    public IToolFormat? Format { get; private init; }

    /// <summary>Grammar that tool calls must follow; null: unconstrained.</summary>
    public string? Grammar { get; private init; }

    /// <summary>
    /// Where the grammar begins to hold: empty = from the first token (a call is required); otherwise lazily, from where one
    /// of these texts appears, which the grammar itself begins with.
    /// </summary>
    public IReadOnlyList<string> Triggers { get; private init; } = [];

    public static ToolPlan None { get; } = new();

    /// <param name="toolChoice">OpenAI's: "none", "auto", "required" or <c>{"type":"function","function":{"name":…}}</c>; null = auto.</param>
    /// <param name="thinking">The prompt ends inside an open <c>&lt;think&gt;</c>.</param>
    /// <exception cref="TemplateException">The tools or the choice are malformed.</exception>
    /// <exception cref="GrammarException">A parameter schema cannot be turned into a grammar (only when a call is required).</exception>
    public static ToolPlan For(ChatTemplate template, JsonElement? tools, JsonElement? toolChoice, bool parallel = true, bool thinking = false)
    {
        var functions = Functions(tools);
        var (choice, only) = Choice(toolChoice);
        if (functions.Count == 0)
            return choice is "none" or "auto" ? None : throw Input("tool_choice asks for a call but there are no tools");
        if (choice == "none") return None;
        if (only is not null && functions.All(function => function.Name != only)) throw Input($"tool_choice names '{only}', which is not among the tools");
        var format = template.ToolFormat;
        var plan = new ToolPlan { Tools = tools, Format = format };
        if (choice == "auto")
        {
            // Bare JSON may be an answer as well as a call: only marked calls can be held to a grammar lazily.
            if (format.OnlyAtStart) return plan;
            try
            {
                return plan with { Grammar = Build(format, functions, parallel, reasoning: Reasoning.None), Triggers = [format.Triggers[0]] };
            }
            catch (GrammarException)
            {
                // The model was free to answer in any form anyway; an exotic schema must not fail the request.
                return plan;
            }
        }
        var wanted = only is null ? functions : functions.FindAll(function => function.Name == only);
        var reasoning = thinking ? Reasoning.Open : template.Abilities.Thinking ? Reasoning.Possible : Reasoning.None;
        return plan with { Grammar = Build(format, wanted, parallel && only is null, reasoning) };
    }

    private enum Reasoning
    {
        None,
        Possible,
        Open,
    }

    private static string Build(IToolFormat format, List<(string Name, JsonElement? Parameters)> functions, bool several, Reasoning reasoning)
    {
        var grammar = new GrammarBuilder();
        var rules = functions.Select((function, index) => new ToolRule(
            function.Name,
            function.Parameters is { } schema
                ? new SchemaRules(grammar, schema, $"#/tools/{index}/function/parameters").AddRoot($"arguments-{function.Name}")
                : JsonGrammar.AddObject(grammar))).ToList();
        var calls = format.AddRules(grammar, rules, several);
        var thought = reasoning == Reasoning.None ? "" : grammar.AddUntil("thought", "</think>") + " " + grammar.Space + " ";
        return grammar.Build(reasoning switch
        {
            Reasoning.Possible => $"({Gbnf.Literal("<think>")} {thought})? {calls}",
            Reasoning.Open => thought + calls,
            _ => calls,
        });
    }

    private static List<(string Name, JsonElement? Parameters)> Functions(JsonElement? tools)
    {
        var functions = new List<(string, JsonElement?)>();
        if (tools is not { ValueKind: not (JsonValueKind.Null or JsonValueKind.Undefined) } list) return functions;
        if (list.ValueKind != JsonValueKind.Array) throw Input("tools must be an array");
        var at = 0;
        foreach (var tool in list.EnumerateArray())
        {
            if (tool.ValueKind != JsonValueKind.Object || !tool.TryGetProperty("function", out var function) || function.ValueKind != JsonValueKind.Object
                || !function.TryGetProperty("name", out var name) || name.ValueKind != JsonValueKind.String || name.GetString() is not { Length: > 0 } spelled)
                throw Input($"tools[{at}] must be {{\"type\": \"function\", \"function\": {{\"name\": …}}}}");
            if (functions.Exists(other => other.Item1 == spelled)) throw Input($"tools[{at}]: there are two functions named '{spelled}'");
            functions.Add((spelled, function.TryGetProperty("parameters", out var parameters) && parameters.ValueKind == JsonValueKind.Object ? parameters : null));
            at++;
        }
        return functions;
    }

    private static (string Choice, string? Only) Choice(JsonElement? choice)
    {
        if (choice is not { ValueKind: not (JsonValueKind.Null or JsonValueKind.Undefined) } value) return ("auto", null);
        if (value.ValueKind == JsonValueKind.String && value.GetString() is "none" or "auto" or "required") return (value.GetString()!, null);
        if (value.ValueKind == JsonValueKind.Object && value.TryGetProperty("function", out var function) && function.ValueKind == JsonValueKind.Object
            && function.TryGetProperty("name", out var name) && name.ValueKind == JsonValueKind.String) return ("required", name.GetString());
        throw Input("tool_choice must be \"none\", \"auto\", \"required\" or {\"type\": \"function\", \"function\": {\"name\": …}}");
    }

    private static TemplateException Input(string reason) => new(TemplateFault.Input, reason, 0);
}
