using System.Text.Json;
using ModelContextProtocol.Protocol;
using ModelContextProtocol.Server;

namespace Onebox.Knowledge.OpenAI;

/// <summary>
/// Holds a tool's arguments against what it takes, and tells the assistant that calls it what is wrong: an argument that is not known would be passed over, and a search for one base
/// would be one of all. Answered as the tool's error and not the protocol's, so that the model reads it and calls again (MCP, "Error handling").
/// </summary>
internal static class ToolArguments
{
    public static McpRequestHandler<CallToolRequestParams, CallToolResult> Check(McpRequestHandler<CallToolRequestParams, CallToolResult> next) =>
        (request, cancellation) => request.MatchedPrimitive is McpServerTool tool && Fault(tool.ProtocolTool, request.Params?.Arguments) is { } fault
            ? ValueTask.FromResult(new CallToolResult { IsError = true, Content = [new TextContentBlock { Text = fault }] })
            : next(request, cancellation);

    /// <returns>Null when the tool can be called so.</returns>
    public static string? Fault(Tool tool, IDictionary<string, JsonElement>? arguments)
    {
        var given = arguments ?? new Dictionary<string, JsonElement>(StringComparer.Ordinal);
        var known = tool.InputSchema.TryGetProperty("properties", out var properties) ? properties.EnumerateObject().ToList() : [];
        var required = tool.InputSchema.TryGetProperty("required", out var names) ? names.EnumerateArray().Select(n => n.GetString()!).ToList() : [];
        List<string> faults =
        [
            .. given.Keys.Where(name => known.TrueForAll(k => k.Name != name)).Select(name => $"It takes no argument '{name}'."),
            .. required.Where(name => !given.TryGetValue(name, out var value) || value.ValueKind == JsonValueKind.Null).Select(name => $"Its argument '{name}' is missing."),
            .. known.Where(k => given.TryGetValue(k.Name, out var value) && value.ValueKind != JsonValueKind.Null && !Takes(k.Value, value)).Select(k => $"Its argument '{k.Name}' must be {Kinds(k.Value)}."),
        ];
        if (faults.Count == 0) return null;
        var takes = known.Count == 0 ? "It takes none." : $"It takes {string.Join(", ", known.Select(k => $"'{k.Name}' ({Kinds(k.Value)}{(required.Contains(k.Name, StringComparer.Ordinal) ? ", required" : "")})"))}.";
        return $"{tool.Name} was not called. {string.Join(' ', faults)} {takes}";
    }

    private static bool Takes(JsonElement schema, JsonElement value) => Types(schema) is not { Count: > 0 } types || types.Contains(value.ValueKind switch
    {
        JsonValueKind.String => "string",
        JsonValueKind.Number => value.TryGetInt32(out _) ? "integer" : "number",
        JsonValueKind.True or JsonValueKind.False => "boolean",
        JsonValueKind.Array => "array",
        _ => "object",
    });

    private static string Kinds(JsonElement schema) => string.Join(" or ", Types(schema).Where(t => t != "null").DefaultIfEmpty("any"));

    private static List<string> Types(JsonElement schema) => !schema.TryGetProperty("type", out var type) ? []
        : type.ValueKind == JsonValueKind.Array ? [.. type.EnumerateArray().Select(t => t.GetString()!)] : [type.GetString()!];
}
