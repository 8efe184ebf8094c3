using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Onebox.Templates.Jinja;
using Onebox.Templates.Jinja.Running;
using Onebox.Templates.Jinja.Values;

namespace Onebox.Templates.Chat;

/// <summary>Tools in words, in the widely trained Hermes form, for templates that know nothing of them.</summary>
internal static class ToolsAsText
{
    public const string ResultOpening = "<tool_response>";

    /// <summary>JSON as templates themselves write it: Python's blanks, and no escapes but JSON's own.</summary>
    public static string Json(JsonElement element) => JsonText.Compact(new Run(JinjaLimits.Default, TimeProvider.System), Jinja.Values.JsonValue.From(element));

    public static string Json(JsonNode node) => Json(JsonSerializer.SerializeToElement(node));

    public static string Describe(JsonElement tools)
    {
        var text = new StringBuilder("You can call these functions:\n<tools>\n");
        foreach (var tool in tools.EnumerateArray()) text.Append(Json(tool)).Append('\n');
        return text.Append("</tools>\n\nTo call one, answer with its name and arguments as JSON between tags:\n")
            .Append("<tool_call>\n{\"name\": \"…\", \"arguments\": {…}}\n</tool_call>").ToString();
    }

    public static string Calls(string content, JsonArray calls)
    {
        var text = new StringBuilder(content);
        foreach (var call in calls)
        {
            if (text.Length > 0) text.Append('\n');
            var written = new JsonObject { ["name"] = call!["function"]!["name"]?.DeepClone(), ["arguments"] = call["function"]!["arguments"]?.DeepClone() };
            text.Append("<tool_call>\n").Append(Json(written)).Append("\n</tool_call>");
        }
        return text.ToString();
    }

    public static string Result(string content) => $"{ResultOpening}\n{content}\n</tool_response>";
}
