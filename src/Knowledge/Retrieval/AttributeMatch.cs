using System.Text.Json;
using Onebox.Api.Knowledge;
using Onebox.Kernel;

namespace Onebox.Knowledge.Retrieval;

/// <summary>Conditions on the attributes of documents: <see cref="AttributeFilter"/>.</summary>
internal static class AttributeMatch
{
    private const int MostDepth = 8;
    private const int MostConditions = 200;
    private const int MostAttributes = 16;
    private const int LongestName = 64;
    private const int LongestValue = 512;

    /// <exception cref="ProblemException"><c>request.invalid</c>: which condition cannot be understood.</exception>
    public static void Check(AttributeFilter? filter)
    {
        if (filter is null) return;
        var conditions = 0;
        Check(filter, 1, ref conditions);
    }

    /// <param name="attributes">A JSON object; null for none.</param>
    public static bool Holds(AttributeFilter filter, string? attributes)
    {
        if (attributes is null) return Holds(filter, default(JsonElement));
        using var json = JsonDocument.Parse(attributes);
        return Holds(filter, json.RootElement);
    }

    /// <summary>Attributes as they are kept: OpenAI's limits, so that what is noted here can be noted there.</summary>
    /// <exception cref="ProblemException"><c>request.invalid</c>.</exception>
    public static string? Read(JsonElement? attributes)
    {
        if (attributes is not { ValueKind: not (JsonValueKind.Null or JsonValueKind.Undefined) } given) return null;
        if (given.ValueKind != JsonValueKind.Object) throw Wrong("attributes", "Attributes are an object of strings, numbers and booleans.");
        var pairs = given.EnumerateObject().ToList();
        if (pairs.Count > MostAttributes) throw Wrong("attributes", $"A file has at most {MostAttributes} attributes.");
        foreach (var pair in pairs)
        {
            if (pair.Name.Length is 0 or > LongestName) throw Wrong("attributes", $"An attribute's name has 1 to {LongestName} characters.");
            if (!IsPlain(pair.Value) || (pair.Value.ValueKind == JsonValueKind.String && pair.Value.GetString()!.Length > LongestValue)) throw Wrong($"attributes.{pair.Name}", $"An attribute is a number, a boolean, or a string of at most {LongestValue} characters.");
        }

        return pairs.Count == 0 ? null : given.GetRawText();
    }

    private static void Check(AttributeFilter filter, int depth, ref int conditions)
    {
        if (depth > MostDepth || ++conditions > MostConditions) throw Wrong("filters", $"A filter has at most {MostConditions} conditions, {MostDepth} deep.");
        switch (filter.Type)
        {
            case "and" or "or":
                if (filter.Filters is not { Count: > 0 } parts) throw Wrong("filters", $"'{filter.Type}' needs 'filters'.");
                foreach (var part in parts) Check(part ?? throw Wrong("filters", "A condition is null."), depth + 1, ref conditions);
                break;
            case "in" or "nin":
                if (string.IsNullOrEmpty(filter.Key) || filter.Value is not { ValueKind: JsonValueKind.Array } values || !values.EnumerateArray().All(IsPlain)) throw Wrong("filters", $"'{filter.Type}' needs a 'key', and as 'value' an array of strings, numbers or booleans.");
                break;
            case "eq" or "ne" or "gt" or "gte" or "lt" or "lte":
                if (string.IsNullOrEmpty(filter.Key) || filter.Value is not { } value || !IsPlain(value)) throw Wrong("filters", $"'{filter.Type}' needs a 'key', and as 'value' a string, number or boolean.");
                break;
            default:
                throw Wrong("filters", $"'{filter.Type}' is no condition: eq, ne, gt, gte, lt, lte, in, nin, and, or.");
        }
    }

    private static bool Holds(AttributeFilter filter, JsonElement attributes)
    {
        if (filter.Type == "and") return filter.Filters!.All(f => Holds(f, attributes));
        if (filter.Type == "or") return filter.Filters!.Any(f => Holds(f, attributes));
        JsonElement? there = attributes.ValueKind == JsonValueKind.Object && attributes.TryGetProperty(filter.Key!, out var value) ? value : null;
        var asked = filter.Value!.Value;
        return filter.Type switch
        {
            "eq" => there is { } mine && Compare(mine, asked) == 0,
            "ne" => there is not { } mine || Compare(mine, asked) != 0,
            "in" => there is { } mine && asked.EnumerateArray().Any(a => Compare(mine, a) == 0),
            "nin" => there is not { } mine || !asked.EnumerateArray().Any(a => Compare(mine, a) == 0),
            "gt" => there is { } mine && Compare(mine, asked) > 0,
            "gte" => there is { } mine && Compare(mine, asked) >= 0,
            "lt" => there is { } mine && Compare(mine, asked) < 0,
            _ => there is { } mine && Compare(mine, asked) <= 0,
        };
    }

    /// <summary>Null for values of different kinds: neither is the greater one.</summary>
    private static int? Compare(JsonElement mine, JsonElement asked) => (mine.ValueKind, asked.ValueKind) switch
    {
        (JsonValueKind.Number, JsonValueKind.Number) => mine.GetDouble().CompareTo(asked.GetDouble()),
        (JsonValueKind.String, JsonValueKind.String) => string.CompareOrdinal(mine.GetString(), asked.GetString()),
        (JsonValueKind.True or JsonValueKind.False, JsonValueKind.True or JsonValueKind.False) => mine.GetBoolean().CompareTo(asked.GetBoolean()),
        _ => null,
    };

    private static bool IsPlain(JsonElement value) => value.ValueKind is JsonValueKind.String or JsonValueKind.Number or JsonValueKind.True or JsonValueKind.False;

    private static ProblemException Wrong(string field, string detail) => new Problem(ProblemKind.Invalid, "request.invalid", detail) { Field = field }.ToException();
}
