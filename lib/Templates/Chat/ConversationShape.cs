using System.Text.Json;
using System.Text.Json.Nodes;

namespace Onebox.Templates.Chat;

/// <summary>
/// Brings a conversation into the shape that a template can render, changing only what it cannot: parts, places of the
/// system message, forms of tool calls. A template that can render everything gets the conversation untouched.
/// </summary>
internal static class ConversationShape
{
    public static JsonElement Fit(JsonElement messages, JsonElement? tools, ChatAbilities abilities)
    {
        Check(messages);
        try
        {
            return Fitted(messages, tools, abilities);
        }
        catch (Exception error) when (error is InvalidOperationException or ArgumentException or FormatException)
        {
            // The tree of JSON says so when a field is of another type than the API's, or a key is there twice.
            throw new TemplateException(TemplateFault.Input, "a message has a field of the wrong type: " + error.Message, 0);
        }
    }

    private static JsonElement Fitted(JsonElement messages, JsonElement? tools, ChatAbilities abilities)
    {
        var describeTools = !abilities.Tools && tools is { ValueKind: JsonValueKind.Array } list && list.GetArrayLength() > 0;
        if (!describeTools && !messages.EnumerateArray().Any(message => Differs(message, abilities))) return messages;
        var fitted = new List<JsonObject>();
        if (describeTools) fitted.Add(new JsonObject { ["role"] = "system", ["content"] = ToolsAsText.Describe(tools!.Value) });
        foreach (var message in messages.EnumerateArray()) Add(fitted, JsonObject.Create(message)!, abilities);
        MergeSystem(fitted, abilities);
        return JsonSerializer.SerializeToElement(new JsonArray([.. fitted]));
    }

    private static void Check(JsonElement messages)
    {
        if (messages.ValueKind != JsonValueKind.Array) throw new TemplateException(TemplateFault.Input, "messages must be an array", 0);
        var at = 0;
        foreach (var message in messages.EnumerateArray())
        {
            if (message.ValueKind != JsonValueKind.Object || !message.TryGetProperty("role", out var role) || role.ValueKind != JsonValueKind.String)
                throw new TemplateException(TemplateFault.Input, $"messages[{at}] must be an object with a string 'role'", 0);
            at++;
        }
    }

    private static bool Differs(JsonElement message, ChatAbilities abilities)
    {
        var role = message.GetProperty("role").GetString();
        var calls = message.TryGetProperty("tool_calls", out var list) && list.ValueKind == JsonValueKind.Array && list.GetArrayLength() > 0;
        var content = message.TryGetProperty("content", out var value) ? value.ValueKind : JsonValueKind.Undefined;
        return calls || role == "developer" || (role == "system" && !abilities.System) || (role == "tool" && !abilities.ToolHistory)
            || (content == JsonValueKind.Array && !abilities.ContentParts) || content == JsonValueKind.Undefined;
    }

    private static void Add(List<JsonObject> fitted, JsonObject message, ChatAbilities abilities)
    {
        // OpenAI's newer name for the same thing; templates know the older one.
        if ((string?)message["role"] == "developer") message["role"] = "system";
        if (!message.ContainsKey("content")) message["content"] = null;
        if (!abilities.ContentParts && message["content"] is JsonArray parts) message["content"] = JoinTexts(parts);
        if (message["tool_calls"] is JsonArray { Count: > 0 } calls)
        {
            FitArguments(calls, abilities.ArgumentsAsText);
            if (!abilities.ToolHistory) message = new JsonObject { ["role"] = "assistant", ["content"] = ToolsAsText.Calls(Text(message["content"]), calls) };
            else if (abilities.NeedsEmptyContent && message["content"] is null) message["content"] = "";
            else if (abilities.NeedsNullContent && Text(message["content"]).Length == 0) message["content"] = null;
        }
        if (!abilities.ToolHistory && (string?)message["role"] == "tool")
            message = new JsonObject { ["role"] = "user", ["content"] = ToolsAsText.Result(Text(message["content"])) };
        // Templates that insist on alternating turns must not see two user turns where there was one exchange.
        if (!abilities.ToolHistory && fitted.Count > 0 && (string?)message["role"] == "user" && (string?)fitted[^1]["role"] == "user"
            && Text(message["content"]).StartsWith(ToolsAsText.ResultOpening, StringComparison.Ordinal))
        {
            fitted[^1]["content"] = Text(fitted[^1]["content"]) + "\n" + Text(message["content"]);
            return;
        }
        fitted.Add(message);
    }

    private static void MergeSystem(List<JsonObject> messages, ChatAbilities abilities)
    {
        var system = messages.TakeWhile(message => (string?)message["role"] == "system").Select(message => Text(message["content"])).ToList();
        if (abilities.System)
        {
            if (system.Count < 2) return;
            messages.RemoveRange(1, system.Count - 1);
            messages[0]["content"] = string.Join("\n\n", system);
            return;
        }
        messages.RemoveRange(0, system.Count);
        foreach (var late in messages.Where(message => (string?)message["role"] == "system")) late["role"] = "user";
        if (system.Count == 0) return;
        if (messages.Find(message => (string?)message["role"] == "user") is not { } first)
        {
            messages.Insert(0, new JsonObject { ["role"] = "user", ["content"] = string.Join("\n\n", system) });
            return;
        }
        if (first["content"] is JsonArray parts) parts.Insert(0, new JsonObject { ["type"] = "text", ["text"] = string.Join("\n\n", system) + "\n\n" });
        else first["content"] = string.Join("\n\n", [.. system, Text(first["content"])]);
    }

    private static void FitArguments(JsonArray calls, bool asText)
    {
        for (var i = 0; i < calls.Count; i++)
        {
            if (calls[i]?["function"] is not JsonObject function)
                throw new TemplateException(TemplateFault.Input, $"tool_calls[{i}] must have a 'function' with a name and arguments", 0);
            var arguments = function["arguments"];
            if (asText && arguments is JsonObject) function["arguments"] = ToolsAsText.Json(arguments);
            else if (!asText && arguments is JsonValue value && value.TryGetValue<string>(out var text)) function["arguments"] = Parsed(text, i);
        }
    }

    private static JsonNode? Parsed(string text, int call)
    {
        try
        {
            return JsonNode.Parse(text.Length == 0 ? "{}" : text);
        }
        catch (JsonException)
        {
            throw new TemplateException(TemplateFault.Input, $"the arguments of tool_calls[{call}] are not JSON", 0);
        }
    }

    private static string JoinTexts(JsonArray parts)
    {
        var texts = new List<string>();
        foreach (var part in parts)
        {
            if ((part as JsonObject)?["type"] is not JsonValue type || type.GetValueKind() != JsonValueKind.String) throw new TemplateException(TemplateFault.Input, "a content part must be an object with a 'type'", 0);
            if ((string?)type != "text") throw new TemplateException(TemplateFault.Input, $"this model's template takes text only, not a content part of type '{type}'", 0);
            texts.Add(Text(part["text"]));
        }
        return string.Join('\n', texts);
    }

    private static string Text(JsonNode? content) => content switch
    {
        JsonValue value when value.TryGetValue<string>(out var text) => text,
        JsonArray parts => JoinTexts(parts),
        null => "",
        _ => ToolsAsText.Json(content),
    };
}
