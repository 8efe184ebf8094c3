using System.Text.Json;
using Onebox.Serving.Worker.Prompting;
using Onebox.Serving.Worker.Requests;

namespace Onebox.Serving.Worker.Chat;

/// <summary>The conversation of a <c>/v1/chat/completions</c> body.</summary>
internal static class ChatFields
{
    private const int MostTopLogprobs = 20;

    public static Conversation Read(Fields fields)
    {
        if (fields.Value("functions") is not null) throw fields.Wrong("functions", "is no longer read: give them as 'tools'.");
        return new Conversation
        {
            Messages = MessageFields.Read(fields),
            Tools = fields.Array("tools"),
            ToolChoice = fields.Value("tool_choice"),
            ParallelToolCalls = fields.Flag("parallel_tool_calls") ?? true,
            Format = ReplyFormat.Read(fields),
            TemplateArguments = TemplateArguments(fields),
            AddGenerationPrompt = fields.Flag("add_generation_prompt") ?? true,
            SplitReasoning = SplitReasoning(fields),
        };
    }

    /// <summary>Likeliest tokens beside each; null when no log-probabilities are wanted.</summary>
    public static int? Logprobs(Fields fields)
    {
        var top = fields.Integer("top_logprobs", 0, MostTopLogprobs);
        if (fields.Flag("logprobs") ?? false) return top ?? 0;
        return top is > 0 ? throw fields.Wrong("top_logprobs", "can only be given when 'logprobs' is true.") : null;
    }

    public static Dictionary<string, JsonElement> TemplateArguments(Fields fields)
    {
        var arguments = new Dictionary<string, JsonElement>(StringComparer.Ordinal);
        if (fields.Text("reasoning_effort") is { } effort) AddEffort(arguments, fields.Value("reasoning_effort")!.Value, effort);
        if (fields.Object("chat_template_kwargs") is not { } given) return arguments;
        foreach (var argument in given.Json.EnumerateObject()) arguments[argument.Name] = argument.Value;
        return arguments;
    }

    /// <summary>Some templates read the effort, others only whether to think at all.</summary>
    public static void AddEffort(Dictionary<string, JsonElement> arguments, JsonElement effort, string word)
    {
        arguments["reasoning_effort"] = effort;
        if (word == "none") arguments["enable_thinking"] = JsonSerializer.SerializeToElement(false);
    }

    private static bool SplitReasoning(Fields fields) => fields.Text("reasoning_format") switch
    {
        null or "auto" or "deepseek" => true,
        "none" => false,
        _ => throw fields.Wrong("reasoning_format", "must be 'auto' or 'none'."),
    };
}
