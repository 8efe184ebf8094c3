using System.Globalization;
using System.Text.Json;
using Onebox.Serving.Worker.Requests;

namespace Onebox.Serving.Worker.Chat;

/// <summary>Checks messages so that a template meets only what OpenAI's API allows, and refuses what a text model cannot read.</summary>
internal static class MessageFields
{
    private const int Most = 10_000;

    private static readonly string[] Roles = ["system", "developer", "user", "assistant", "tool"];

    /// <exception cref="Kernel.ProblemException">Names the path of what is wrong.</exception>
    public static JsonElement Read(Fields fields)
    {
        var array = fields.Array("messages") ?? throw fields.Missing("messages");
        var messages = fields.Objects("messages");
        if (messages.Count is 0 or > Most) throw fields.Wrong("messages", string.Create(CultureInfo.InvariantCulture, $"must hold 1 to {Most} messages."));
        foreach (var message in messages) Check(message);
        return array;
    }

    private static void Check(Fields message)
    {
        var role = message.RequiredText("role");
        if (!Roles.Contains(role)) throw message.Wrong("role", $"must be one of {string.Join(", ", Roles)}.");
        var calls = message.Objects("tool_calls");
        if (calls.Count > 0 && role != "assistant") throw message.Wrong("tool_calls", "can only be in a message of the assistant.");
        foreach (var call in calls) CheckCall(call);
        _ = message.Text("name");
        _ = message.Text("tool_call_id");
        _ = message.Text("reasoning_content");
        CheckContent(message, optional: role == "assistant");
    }

    private static void CheckContent(Fields message, bool optional)
    {
        switch (message.Value("content"))
        {
            case null when optional:
            case { ValueKind: JsonValueKind.String }:
                return;
            case { ValueKind: JsonValueKind.Array }:
                foreach (var part in message.Objects("content")) CheckPart(part);
                return;
            case null:
                throw message.Missing("content");
            default:
                throw message.Wrong("content", "must be a string or an array of parts.");
        }
    }

    private static void CheckPart(Fields part)
    {
        var type = part.RequiredText("type");
        if (type != "text") throw part.Wrong("type", $"is '{type}': the model of this deployment reads text only. Send the content as text.");
        _ = part.RequiredText("text");
    }

    private static void CheckCall(Fields call)
    {
        _ = call.Text("id");
        if (call.Object("function") is not { } function) throw call.Missing("function");
        _ = function.RequiredText("name");
        if (function.Value("arguments") is { ValueKind: not (JsonValueKind.String or JsonValueKind.Object) }) throw function.Wrong("arguments", "must be JSON as a string.");
    }
}
