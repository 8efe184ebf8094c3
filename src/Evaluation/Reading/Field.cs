using System.Globalization;
using System.Text.Json;

namespace Onebox.Evaluation.Reading;

/// <summary>Reads fields of a row. A path leads into it: <c>choices.text</c>, <c>answers[0]</c>.</summary>
internal static class Field
{
    public static JsonElement? Find(JsonElement row, string path)
    {
        var at = row;
        foreach (var step in path.Split('.', StringSplitOptions.RemoveEmptyEntries))
        {
            var name = step;
            List<int> indices = [];
            while (name.EndsWith(']') && name.LastIndexOf('[') is > -1 and var open)
            {
                if (!int.TryParse(name.AsSpan(open + 1, name.Length - open - 2), NumberStyles.None, CultureInfo.InvariantCulture, out var index)) return null;
                indices.Insert(0, index);
                name = name[..open];
            }

            if (name.Length > 0 && (at.ValueKind != JsonValueKind.Object || !at.TryGetProperty(name, out at))) return null;
            foreach (var index in indices)
            {
                if (at.ValueKind != JsonValueKind.Array || index >= at.GetArrayLength()) return null;
                at = at[index];
            }
        }

        return at.ValueKind == JsonValueKind.Null ? null : at;
    }

    /// <summary>A text as it stands; another value as its JSON.</summary>
    public static string? Text(JsonElement row, string path) => Find(row, path) is { } value ? Text(value) : null;

    public static string Text(JsonElement value) => value.ValueKind == JsonValueKind.String ? value.GetString()! : value.GetRawText();

    /// <summary>The texts of a list; a single text is a list of one.</summary>
    public static IReadOnlyList<string> Texts(JsonElement row, string path) => Find(row, path) switch
    {
        null => [],
        { ValueKind: JsonValueKind.Array } list => [.. list.EnumerateArray().Select(Text)],
        { } one => [Text(one)],
    };

    /// <exception cref="Kernel.ProblemException">The row does not have it.</exception>
    public static string Needed(JsonElement row, string path, string task) =>
        Text(row, path) ?? throw EvaluationErrors.TaskUnreadable($"A row of {task} has no field '{path}'.", "Look at the file, or say in the task where its fields are.");

    public static int? Integer(JsonElement row, string path) => Find(row, path) switch
    {
        { ValueKind: JsonValueKind.Number } number when number.TryGetInt32(out var value) => value,
        { ValueKind: JsonValueKind.String } text when int.TryParse(text.GetString(), NumberStyles.Integer, CultureInfo.InvariantCulture, out var value) => value,
        _ => null,
    };
}
