using System.Text.Json;

namespace Onebox.Templates.Tools;

/// <summary>Finds where a JSON object or array ends while it is still arriving, and reads calls out of it.</summary>
internal static class JsonScan
{
    /// <summary>Index after the value that starts at <paramref name="at"/>; -1 while it is not complete.</summary>
    public static int End(string text, int at)
    {
        var depth = 0;
        var inString = false;
        for (var i = at; i < text.Length; i++)
        {
            var c = text[i];
            if (inString)
            {
                if (c == '\\') i++;
                else if (c == '"') inString = false;
            }
            else if (c == '"') inString = true;
            else if (c is '{' or '[') depth++;
            else if (c is '}' or ']' && --depth == 0) return i + 1;
        }
        return -1;
    }

    public static int SkipSpace(string text, int at)
    {
        while (at < text.Length && char.IsWhiteSpace(text[at])) at++;
        return at;
    }

    public enum Match
    {
        No,
        Partly,
        Yes,
    }

    /// <summary>Whether the marker stands here, or what is here may still become it.</summary>
    public static Match Marker(string text, int at, string marker)
    {
        var length = Math.Min(marker.Length, text.Length - at);
        if (string.CompareOrdinal(text, at, marker, 0, length) != 0) return Match.No;
        return length == marker.Length ? Match.Yes : Match.Partly;
    }

    /// <summary>A call object: a name and arguments (some models say parameters), perhaps wrapped in "function".</summary>
    public static (string? Id, string Name, string Arguments)? Call(string json)
    {
        try
        {
            using var document = JsonDocument.Parse(json);
            return Call(document.RootElement);
        }
        catch (Exception error) when (IsNotJson(error))
        {
            // Not a call but text that looked like one: the caller passes it on as content.
            return null;
        }
    }

    public static List<(string? Id, string Name, string Arguments)>? Calls(string json)
    {
        try
        {
            using var document = JsonDocument.Parse(json);
            var calls = new List<(string?, string, string)>();
            foreach (var element in document.RootElement.EnumerateArray())
            {
                if (Call(element) is not { } call) return null;
                calls.Add(call);
            }
            return calls.Count > 0 ? calls : null;
        }
        catch (Exception error) when (IsNotJson(error))
        {
            return null;
        }
    }

    /// <summary>Half a surrogate pair is reported by another exception than other malformed JSON.</summary>
    private static bool IsNotJson(Exception error) => error is JsonException or ArgumentException;

    /// <summary>The text if it is a JSON object, else null. It stays as the model wrote it.</summary>
    public static string? Arguments(string json)
    {
        try
        {
            using var document = JsonDocument.Parse(json);
            return document.RootElement.ValueKind == JsonValueKind.Object ? json : null;
        }
        catch (Exception error) when (IsNotJson(error))
        {
            return null;
        }
    }

    private static (string? Id, string Name, string Arguments)? Call(JsonElement element)
    {
        if (element.ValueKind != JsonValueKind.Object) return null;
        if (element.TryGetProperty("function", out var inner) && inner.ValueKind == JsonValueKind.Object) element = inner;
        if (!element.TryGetProperty("name", out var name) || name.ValueKind != JsonValueKind.String) return null;
        if (!element.TryGetProperty("arguments", out var arguments) && !element.TryGetProperty("parameters", out arguments)) return null;
        var id = element.TryGetProperty("id", out var given) && given.ValueKind == JsonValueKind.String ? given.GetString() : null;
        return arguments.ValueKind switch
        {
            JsonValueKind.Object => (id, name.GetString()!, arguments.GetRawText()),
            // Some models write the arguments as a string of JSON, as the API does.
            JsonValueKind.String when Arguments(arguments.GetString()!) is { } text => (id, name.GetString()!, text),
            JsonValueKind.Null => (id, name.GetString()!, "{}"),
            _ => null,
        };
    }
}
