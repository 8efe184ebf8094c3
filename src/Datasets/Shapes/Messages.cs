using System.Text;
using System.Text.Json;

namespace Onebox.Datasets.Shapes;

/// <summary>Reads conversations: an array of objects with a role and a content, however the two are called.</summary>
internal static class Messages
{
    /// <exception cref="RowException">It is no conversation.</exception>
    public static List<RowMessage> Of(JsonElement value, RoleWords roles, string? roleKey = null, string? contentKey = null)
    {
        if (Texts.Inner(value) is { } inner) value = inner;
        if (value.ValueKind == JsonValueKind.Object && value.TryGetProperty("messages", out var nested)) value = nested;
        if (value.ValueKind != JsonValueKind.Array) throw new RowException("holds no array of messages");
        var messages = new List<RowMessage>(value.GetArrayLength());
        foreach (var item in value.EnumerateArray())
        {
            if (item.ValueKind != JsonValueKind.Object) throw new RowException("holds a message that is no object");
            messages.Add(Message(item, roles, roleKey, contentKey));
        }

        return messages.Count > 0 ? messages : throw new RowException("holds a conversation without messages");
    }

    public static bool Are(JsonElement value) =>
        (Texts.Inner(value) ?? value) is { ValueKind: JsonValueKind.Array } array && array.GetArrayLength() > 0 && array[0].ValueKind == JsonValueKind.Object;

    private static RowMessage Message(JsonElement item, RoleWords roles, string? roleKey, string? contentKey)
    {
        var role = Value(item, roleKey, "role", "from", "speaker", "author") is { } said ? Texts.Of(said) : null;
        if (string.IsNullOrWhiteSpace(role)) throw new RowException("holds a message without a role");
        var content = Value(item, contentKey, "content", "value", "text", "message");
        var calls = Value(item, "tool_calls") is { ValueKind: JsonValueKind.Array } array && array.GetArrayLength() > 0 ? array.Clone() : (JsonElement?)null;
        if (content is null && calls is null && !HasNull(item, contentKey ?? "content")) throw new RowException($"holds a message of '{role}' without a content");
        return new RowMessage(roles.Of(role), content is { } parts ? Content(parts) : "")
        {
            ToolCalls = calls,
            ToolCallId = Value(item, "tool_call_id") is { } id ? Texts.Of(id) : null,
            Name = Value(item, "name") is { } name ? Texts.Of(name) : null,
        };
    }

    private static bool HasNull(JsonElement item, string name) => item.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Null;

    private static JsonElement? Value(JsonElement item, params ReadOnlySpan<string?> names)
    {
        foreach (var name in names)
        {
            if (name is not null && item.TryGetProperty(name, out var value) && value.ValueKind is not JsonValueKind.Null) return value;
        }

        return null;
    }

    /// <summary>A text, or OpenAI's parts, of which only texts are taken.</summary>
    private static string Content(JsonElement content)
    {
        if (Texts.Of(content) is { } text) return text;
        if (content.ValueKind != JsonValueKind.Array) throw new RowException("holds a message whose content is no text");
        var joined = new StringBuilder();
        foreach (var part in content.EnumerateArray())
        {
            if (part.ValueKind == JsonValueKind.Object && part.TryGetProperty("text", out var said) && Texts.Of(said) is { } words) joined.Append(words);
            else throw new RowException("holds a message with an image or another part that is no text");
        }

        return joined.ToString();
    }
}
