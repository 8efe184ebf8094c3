using System.Globalization;
using System.Text.Json;
using Onebox.Kernel;
using Onebox.Serving.OpenAI;

namespace Onebox.Serving.Worker.Requests;

/// <summary>
/// The fields of one JSON object of a request. A field that is absent or null is null here; one of another type or out of its
/// range is a 400 that names its path. Fields that nobody asks for are ignored, as OpenAI's API does.
/// </summary>
/// <param name="path">Where the object stands in the body, with its dot at the end: empty for the body itself.</param>
internal readonly struct Fields(JsonElement json, string path = "")
{
    public JsonElement Json => json;

    public string PathOf(string name) => path + name;

    public JsonElement? Value(string name) => json.TryGetProperty(name, out var value) && value.ValueKind != JsonValueKind.Null ? value : null;

    public string? Text(string name) => Value(name) switch
    {
        null => null,
        { ValueKind: JsonValueKind.String } value => value.GetString(),
        { } value => throw WrongType(name, "a string", value),
    };

    public string RequiredText(string name) => Text(name) ?? throw Missing(name);

    public bool? Flag(string name) => Value(name) switch
    {
        null => null,
        { ValueKind: JsonValueKind.True } => true,
        { ValueKind: JsonValueKind.False } => false,
        { } value => throw WrongType(name, "true or false", value),
    };

    public int? Integer(string name, int least, int most) => (int?)Long(name, least, most);

    public long? Long(string name, long least = long.MinValue, long most = long.MaxValue)
    {
        if (Value(name) is not { } value) return null;
        if (value.ValueKind != JsonValueKind.Number) throw WrongType(name, "an integer", value);
        // 1.0 is an integer too, to clients whose language has only one kind of number.
        if (!value.TryGetInt64(out var whole))
        {
            var real = value.GetDouble();
            if (!double.IsInteger(real) || Math.Abs(real) >= 1L << 53) throw OpenAIErrors.Invalid($"'{PathOf(name)}' must be an integer of at most 64 bits.", PathOf(name));
            whole = (long)real;
        }

        if (whole < least || whole > most) throw OutOfRange(name, least.ToString(CultureInfo.InvariantCulture), most.ToString(CultureInfo.InvariantCulture));
        return whole;
    }

    public float? Number(string name, float least, float most)
    {
        if (Value(name) is not { } value) return null;
        if (value.ValueKind != JsonValueKind.Number) throw WrongType(name, "a number", value);
        var number = value.GetDouble();
        if (!(number >= least && number <= most)) throw OutOfRange(name, least.ToString(CultureInfo.InvariantCulture), most.ToString(CultureInfo.InvariantCulture));
        return (float)number;
    }

    public Fields? Object(string name) => Value(name) switch
    {
        null => null,
        { ValueKind: JsonValueKind.Object } value => new Fields(value, PathOf(name) + "."),
        { } value => throw WrongType(name, "an object", value),
    };

    public JsonElement? Array(string name) => Value(name) switch
    {
        null => null,
        { ValueKind: JsonValueKind.Array } value => value,
        { } value => throw WrongType(name, "an array", value),
    };

    /// <summary>The objects of an array, each with its path; empty when the field is absent.</summary>
    public IReadOnlyList<Fields> Objects(string name)
    {
        if (Array(name) is not { } array) return [];
        var items = new List<Fields>(array.GetArrayLength());
        foreach (var item in array.EnumerateArray())
        {
            var at = string.Create(CultureInfo.InvariantCulture, $"{PathOf(name)}[{items.Count}]");
            if (item.ValueKind != JsonValueKind.Object) throw OpenAIErrors.Invalid($"'{at}' must be an object, not {Kind(item)}.", at);
            items.Add(new Fields(item, at + "."));
        }

        return items;
    }

    public ProblemException Missing(string name) => OpenAIErrors.Invalid($"'{PathOf(name)}' is missing.", PathOf(name));

    /// <summary>The caller's fault in this field: <paramref name="what"/> follows its name, such as "must be…".</summary>
    public ProblemException Wrong(string name, string what) => OpenAIErrors.Invalid($"'{PathOf(name)}' {what}", PathOf(name));

    private ProblemException WrongType(string name, string expected, JsonElement value) => Wrong(name, $"must be {expected}, not {Kind(value)}.");

    private ProblemException OutOfRange(string name, string least, string most) => Wrong(name, $"must be from {least} to {most}.");

    private static string Kind(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.String => "a string",
        JsonValueKind.Number => "a number",
        JsonValueKind.True or JsonValueKind.False => "a boolean",
        JsonValueKind.Array => "an array",
        JsonValueKind.Object => "an object",
        _ => "null",
    };
}
