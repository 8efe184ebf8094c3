using System.Globalization;
using System.Numerics;
using System.Text.Json;

namespace Onebox.Templates.Jinja.Values;

/// <summary>JSON as the values that Python's <c>json.loads</c> would give.</summary>
internal static class JsonValue
{
    public static object? From(JsonElement element)
    {
        switch (element.ValueKind)
        {
            case JsonValueKind.String: return element.GetString();
            case JsonValueKind.True: return true;
            case JsonValueKind.False: return false;
            case JsonValueKind.Number: return Number(element);
            case JsonValueKind.Array: return new Items([.. element.EnumerateArray().Select(From)]);
            case JsonValueKind.Object:
                var mapping = new Mapping();
                foreach (var property in element.EnumerateObject()) mapping.Set(property.Name, From(property.Value));
                return mapping;
            default: return null;
        }
    }

    private static object Number(JsonElement element)
    {
        var text = element.GetRawText();
        if (text.AsSpan().ContainsAny('.', 'e', 'E')) return element.GetDouble();
        if (element.TryGetInt64(out var whole)) return whole;
        return text.Length <= 1000 ? BigInteger.Parse(text, CultureInfo.InvariantCulture) : element.GetDouble();
    }
}
