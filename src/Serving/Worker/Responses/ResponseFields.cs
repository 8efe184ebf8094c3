using System.Text.Json;
using System.Text.Json.Nodes;
using Onebox.Serving.Worker.Chat;
using Onebox.Serving.Worker.Prompting;
using Onebox.Serving.Worker.Requests;

namespace Onebox.Serving.Worker.Responses;

/// <summary>The conversation of a <c>/v1/responses</c> body, brought into the shape of chat completions.</summary>
internal static class ResponseFields
{
    public static Conversation Read(Fields fields)
    {
        Refuse(fields);
        var messages = ResponseInput.Read(fields);
        return new Conversation
        {
            Messages = JsonSerializer.SerializeToElement(messages),
            Tools = Tools(fields),
            ToolChoice = ToolChoice(fields),
            ParallelToolCalls = fields.Flag("parallel_tool_calls") ?? true,
            Format = Format(fields),
            TemplateArguments = Arguments(fields),
        };
    }

    /// <summary>What would need answers that were kept: this engine keeps none.</summary>
    private static void Refuse(Fields fields)
    {
        if (fields.Value("previous_response_id") is not null) throw fields.Wrong("previous_response_id", "cannot be followed: answers are not kept here. Send the earlier items in 'input'.");
        if (fields.Value("conversation") is not null) throw fields.Wrong("conversation", "cannot be followed: conversations are not kept here. Send the earlier items in 'input'.");
        if (fields.Value("prompt") is not null) throw fields.Wrong("prompt", "names a stored prompt, and none are kept here. Send the text in 'instructions'.");
        if (fields.Flag("background") ?? false) throw fields.Wrong("background", "is not supported: wait for the answer, or stream it.");
        _ = fields.Flag("store");
    }

    private static JsonElement? Tools(Fields fields)
    {
        if (fields.Array("tools") is null) return null;
        var tools = new JsonArray();
        foreach (var tool in fields.Objects("tools"))
        {
            if (tool.RequiredText("type") != "function") throw tool.Wrong("type", "must be 'function': there are no built-in tools here.");
            var function = new JsonObject { ["name"] = tool.RequiredText("name") };
            if (tool.Text("description") is { } description) function["description"] = description;
            if (tool.Object("parameters") is { } parameters) function["parameters"] = JsonObject.Create(parameters.Json);
            tools.Add(new JsonObject { ["type"] = "function", ["function"] = function });
        }

        return tools.Count == 0 ? null : JsonSerializer.SerializeToElement(tools);
    }

    private static JsonElement? ToolChoice(Fields fields)
    {
        if (fields.Value("tool_choice") is not { ValueKind: JsonValueKind.Object }) return fields.Value("tool_choice");
        var choice = fields.Object("tool_choice")!.Value;
        if (choice.RequiredText("type") != "function") throw choice.Wrong("type", "must be 'function': there are no built-in tools here.");
        return JsonSerializer.SerializeToElement(new JsonObject { ["type"] = "function", ["function"] = new JsonObject { ["name"] = choice.RequiredText("name") } });
    }

    private static ReplyFormat Format(Fields fields) =>
        fields.Object("text")?.Object("format") is { } format ? ReplyFormat.ReadFormat(format, format) : ReplyFormat.Read(fields);

    private static Dictionary<string, JsonElement> Arguments(Fields fields)
    {
        var arguments = ChatFields.TemplateArguments(fields);
        if (fields.Object("reasoning") is { } reasoning && reasoning.Text("effort") is { } effort) ChatFields.AddEffort(arguments, reasoning.Value("effort")!.Value, effort);
        return arguments;
    }
}
