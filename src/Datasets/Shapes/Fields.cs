using System.Text.Json;

namespace Onebox.Datasets.Shapes;

/// <summary>A record's values by what they are for.</summary>
internal readonly struct Fields(JsonElement record, ShapeMap map)
{
    public ShapeMap Map => map;

    public JsonElement Record => record;

    /// <summary>The value; null when the slot has no column, or the column no value here.</summary>
    public JsonElement? Find(string slot) =>
        map.Columns.TryGetValue(slot, out var column) && Lookup(record, column) is { ValueKind: not (JsonValueKind.Null or JsonValueKind.Undefined) } value ? value : null;

    /// <exception cref="RowException">It is not there.</exception>
    public JsonElement Need(string slot) => Find(slot) ?? throw new RowException($"has no '{map.Columns.GetValueOrDefault(slot, slot)}'");

    /// <summary>As text; null when it is not there.</summary>
    public string? Text(string slot) => Find(slot) is { } value ? Texts.Of(value) ?? throw new RowException($"has no text in '{map.Columns[slot]}', but {Kind(value)}") : null;

    public string NeedText(string slot) => Text(slot) ?? throw new RowException($"has no '{map.Columns.GetValueOrDefault(slot, slot)}'");

    /// <summary>The property of this very name; else down through objects at each dot.</summary>
    public static JsonElement? Lookup(JsonElement record, string column)
    {
        if (record.ValueKind != JsonValueKind.Object) return null;
        if (record.TryGetProperty(column, out var value)) return value;
        var dot = column.IndexOf('.', StringComparison.Ordinal);
        return dot > 0 && record.TryGetProperty(column.AsSpan(0, dot), out var inner) ? Lookup(inner, column[(dot + 1)..]) : null;
    }

    public static string Kind(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Array => "an array",
        JsonValueKind.Object => "an object",
        _ => "something else",
    };
}

/// <summary>What was recognised or said: which shape, which column is what, what a role is called.</summary>
internal sealed record ShapeMap(IRowShape Shape, IReadOnlyDictionary<string, string> Columns, RoleWords Roles)
{
    /// <summary>The slot that every shape has: the file's own division.</summary>
    public const string Split = "split";
}
