using System.Text.Json;
using System.Text.Json.Nodes;
using Onebox.Serving.Worker.Requests;

namespace Onebox.Serving.Worker.Responses;

/// <summary>Input items as chat messages: calls of one turn become one message of the assistant.</summary>
internal static class ResponseInput
{
    private static readonly string[] Roles = ["user", "assistant", "system", "developer"];

    public static JsonArray Read(Fields fields)
    {
        var messages = new JsonArray();
        if (fields.Text("instructions") is { Length: > 0 } instructions) messages.Add(Message("system", instructions));
        switch (fields.Value("input"))
        {
            case { ValueKind: JsonValueKind.String } text:
                messages.Add(Message("user", text.GetString()!));
                break;
            case { ValueKind: JsonValueKind.Array }:
                foreach (var item in fields.Objects("input")) Add(messages, item);
                break;
            case null:
                throw fields.Missing("input");
            default:
                throw fields.Wrong("input", "must be a string or an array of items.");
        }

        return messages.Count > 0 ? messages : throw fields.Wrong("input", "must not be empty.");
    }

    private static void Add(JsonArray messages, Fields item)
    {
        switch (item.Text("type") ?? "message")
        {
            case "message":
                var role = item.RequiredText("role");
                if (!Roles.Contains(role)) throw item.Wrong("role", $"must be one of {string.Join(", ", Roles)}.");
                messages.Add(Message(role, Content(item, "content")));
                break;
            case "function_call":
                AddCall(messages, item);
                break;
            case "function_call_output":
                var result = Message("tool", Content(item, "output"));
                result["tool_call_id"] = item.RequiredText("call_id");
                messages.Add(result);
                break;
            // What the model thought in an earlier turn: templates leave it out, and so do we.
            case "reasoning":
                break;
            case var other:
                throw item.Wrong("type", $"is '{other}'; it can be message, function_call, function_call_output or reasoning.");
        }
    }

    private static void AddCall(JsonArray messages, Fields item)
    {
        var call = new JsonObject
        {
            ["id"] = item.RequiredText("call_id"),
            ["type"] = "function",
            ["function"] = new JsonObject { ["name"] = item.RequiredText("name"), ["arguments"] = item.Text("arguments") ?? "{}" },
        };
        if (messages.Count > 0 && (string?)messages[^1]!["role"] == "assistant")
        {
            if (messages[^1]!["tool_calls"] is JsonArray calls) calls.Add(call);
            else messages[^1]!["tool_calls"] = new JsonArray(call);
            return;
        }

        messages.Add(new JsonObject { ["role"] = "assistant", ["content"] = null, ["tool_calls"] = new JsonArray(call) });
    }

    private static string Content(Fields item, string name)
    {
        switch (item.Value(name))
        {
            case null:
                throw item.Missing(name);
            case { ValueKind: JsonValueKind.String } text:
                return text.GetString()!;
            case { ValueKind: JsonValueKind.Array }:
                return string.Join('\n', item.Objects(name).Select(Part));
            default:
                throw item.Wrong(name, "must be a string or an array of parts.");
        }
    }

    private static string Part(Fields part) => part.RequiredText("type") switch
    {
        "input_text" or "output_text" or "text" => part.RequiredText("text"),
        "refusal" => part.RequiredText("refusal"),
        var type => throw part.Wrong("type", $"is '{type}': the model of this deployment reads text only. Send the content as text."),
    };

    private static JsonObject Message(string role, string content) => new() { ["role"] = role, ["content"] = content };
}
