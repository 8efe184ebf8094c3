using System.Text.Json;

namespace Onebox.Serving.Worker.Requests;

/// <summary>Strings that may come alone or as an array of them.</summary>
internal static class StopFields
{
    private const int MostStops = 16, LongestText = 1024;

    /// <summary>The strings that end an answer.</summary>
    public static IReadOnlyList<string> Read(Fields fields) => Texts(fields, "stop", MostStops) ?? [];

    public static IReadOnlyList<string>? Texts(Fields fields, string name, int most)
    {
        if (fields.Value(name) is not { } value) return null;
        var items = value.ValueKind switch
        {
            JsonValueKind.String => [value],
            JsonValueKind.Array => value.EnumerateArray().ToList(),
            _ => throw fields.Wrong(name, "must be a string or an array of strings."),
        };
        if (items.Count > most) throw fields.Wrong(name, $"may have at most {most} strings.");
        var texts = new List<string>(items.Count);
        foreach (var item in items)
        {
            if (item.ValueKind != JsonValueKind.String || item.GetString() is not { Length: > 0 and <= LongestText } text)
                throw fields.Wrong(name, $"must hold strings of 1 to {LongestText} characters.");
            texts.Add(text);
        }

        return texts;
    }
}
