using System.Text.Json;

namespace Onebox.Datasets.Shapes;

/// <summary>
/// Conversations: OpenAI's (<c>{"messages":[{"role","content"}]}</c>, https://platform.openai.com/docs/api-reference/chat) and ShareGPT's
/// (<c>{"conversations":[{"from":"human","value"}]}</c>, https://github.com/lm-sys/FastChat).
/// </summary>
internal sealed class ChatShape(string name, string roleKey, string contentKey, string column) : IRowShape
{
    public static readonly ChatShape OpenAi = new("openai-chat", "role", "content", "messages");
    public static readonly ChatShape ShareGpt = new("sharegpt", "from", "value", "conversations");

    public string Name { get; } = name;

    public DatasetShape Becomes => DatasetShape.Chat;

    public IReadOnlyList<Slot> Slots { get; } = [new("messages", true), new("system", false), new("tools", false), new("role", false), new("content", false)];

    public Guess? Guess(SampleColumns columns)
    {
        if (columns.FindObjects(roleKey, contentKey) is not { } found) return null;
        var map = new Dictionary<string, string>(StringComparer.Ordinal) { ["messages"] = found };
        if (columns.Find("system", "system_prompt") is { } system && columns.IsText(system)) map["system"] = system;
        if (columns.Find("tools", "functions") is { } tools) map["tools"] = tools;
        return new Guess(map, found == column ? 0.99 : 0.94, $"'{found}' holds messages with '{roleKey}' and '{contentKey}'");
    }

    public DatasetRow Convert(Fields fields)
    {
        // The keys of a message are names themselves, not columns.
        var (role, content) = (fields.Map.Columns.GetValueOrDefault("role"), fields.Map.Columns.GetValueOrDefault("content"));
        var messages = Shapes.Messages.Of(fields.Need("messages"), fields.Map.Roles, role ?? roleKey, content ?? contentKey);
        if (!string.IsNullOrWhiteSpace(fields.Text("system")) && messages[0].Role != RoleWords.System) messages.Insert(0, new RowMessage(RoleWords.System, fields.Text("system")!));
        return new DatasetRow("", "", 0) { Messages = messages, Tools = Tools(fields.Find("tools")) };
    }

    private static JsonElement? Tools(JsonElement? value)
    {
        if (value is not { } given) return null;
        var tools = Texts.Inner(given) ?? given;
        return tools.ValueKind == JsonValueKind.Array && tools.GetArrayLength() > 0 ? tools.Clone() : null;
    }
}
