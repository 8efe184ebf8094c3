using System.Text;
using System.Text.Json;

namespace Onebox.Datasets.Shapes;

/// <summary>Texts and lists out of JSON values, and out of the ways in which tables write them.</summary>
internal static class Texts
{
    /// <summary>A text, number or truth value as text; null for anything else.</summary>
    public static string? Of(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.String => String(value),
        JsonValueKind.Number => value.GetRawText(),
        JsonValueKind.True => "true",
        JsonValueKind.False => "false",
        _ => null,
    };

    /// <summary>A list of texts: an array, an object's <c>text</c>, an array of objects with <c>text</c>, one text, or a text that holds a list.</summary>
    public static IReadOnlyList<string>? ListOf(JsonElement value)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.Array:
                var texts = new List<string>(value.GetArrayLength());
                foreach (var item in value.EnumerateArray())
                {
                    var text = item.ValueKind == JsonValueKind.Object && item.TryGetProperty("text", out var inner) ? Of(inner) : Of(item);
                    if (text is null) return null;
                    texts.Add(text);
                }

                return texts;
            case JsonValueKind.Object:
                foreach (var name in (ReadOnlySpan<string>)["text", "choices", "answers"])
                {
                    if (value.TryGetProperty(name, out var inner)) return ListOf(inner);
                }

                return null;
            case JsonValueKind.String when Parse(value.GetRawText(), value) is { } parsed:
                return parsed;
            default:
                return Of(value) is { } one ? [one] : null;
        }
    }

    /// <summary>The JSON that a table's cell holds; null when it holds none.</summary>
    public static JsonElement? Inner(JsonElement value)
    {
        if (value.ValueKind != JsonValueKind.String || String(value).TrimStart() is not ['[' or '{', ..]) return null;
        try
        {
            using var parsed = JsonDocument.Parse(String(value));
            return parsed.RootElement.Clone();
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <summary>Half a surrogate pair, which JSON can write and no text can hold, becomes U+FFFD.</summary>
    private static string String(JsonElement value)
    {
        try
        {
            return value.GetString()!;
        }
        catch (InvalidOperationException)
        {
            return Unescape(value.GetRawText());
        }
    }

    private static string Unescape(string raw)
    {
        var text = new StringBuilder(raw.Length);
        for (var i = 1; i < raw.Length - 1; i++)
        {
            if (raw[i] != '\\')
            {
                text.Append(raw[i]);
                continue;
            }

            i++;
            text.Append(raw[i] switch
            {
                'n' => '\n',
                't' => '\t',
                'r' => '\r',
                'b' => '\b',
                'f' => '\f',
                'u' => (char)ushort.Parse(raw.AsSpan(i + 1, 4), System.Globalization.NumberStyles.AllowHexSpecifier, System.Globalization.CultureInfo.InvariantCulture),
                var other => other,
            });
            if (raw[i] == 'u') i += 4;
        }

        // Going through UTF-8 replaces what is half.
        return Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(text.ToString()));
    }

    /// <summary><c>["a", "b"]</c>, or Python's <c>['a', 'b']</c>.</summary>
    private static List<string>? Parse(string raw, JsonElement value)
    {
        if (raw.Length < 4 || !raw.AsSpan(1).TrimStart().StartsWith("[")) return null;
        if (Inner(value) is { ValueKind: JsonValueKind.Array } array) return ListOf(array) as List<string>;
        var text = String(value).Trim();
        if (!text.EndsWith(']')) return null;
        var items = new List<string>();
        for (var i = 1; i < text.Length - 1; i++)
        {
            if (char.IsWhiteSpace(text[i]) || text[i] == ',') continue;
            if (text[i] is not ('\'' or '"')) return null;
            var quote = text[i++];
            var item = new StringBuilder();
            for (; i < text.Length - 1 && text[i] != quote; i++)
            {
                if (text[i] == '\\' && i + 1 < text.Length - 1) i++;
                item.Append(text[i]);
            }

            if (i >= text.Length - 1) return null;
            items.Add(item.ToString());
        }

        return items;
    }
}
