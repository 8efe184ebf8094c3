using System.Text.Json;

namespace Onebox.Datasets.Shapes;

/// <summary>What columns the first records have, and what is in them.</summary>
internal sealed class SampleColumns
{
    private readonly Dictionary<string, Column> _columns = new(StringComparer.Ordinal);

    public SampleColumns(IReadOnlyList<JsonElement> records)
    {
        Records = records;
        foreach (var record in records)
        {
            foreach (var property in record.EnumerateObject())
            {
                if (!_columns.TryGetValue(property.Name, out var column)) _columns[property.Name] = column = new Column(property.Name);
                column.See(property.Value);
            }
        }
    }

    public IReadOnlyList<JsonElement> Records { get; }

    public IReadOnlyCollection<string> Names => _columns.Keys;

    public IEnumerable<Column> All => _columns.Values;

    /// <summary>The first of these names that a column has, whatever its case and its marks between words.</summary>
    public string? Find(params ReadOnlySpan<string> names)
    {
        foreach (var name in names)
        {
            foreach (var column in _columns.Keys)
            {
                if (Plain(column).Equals(Plain(name), StringComparison.Ordinal)) return column;
            }
        }

        return null;
    }

    /// <summary>A column that holds arrays of objects with these two properties.</summary>
    public string? FindObjects(string one, string other) =>
        _columns.Values.Where(c => c.Keys.Contains(one) && c.Keys.Contains(other)).Select(c => c.Name).FirstOrDefault();

    public bool Has(string column) => _columns.ContainsKey(column) || Records.Any(r => Fields.Lookup(r, column) is not null);

    /// <summary>True when most of its values are texts.</summary>
    public bool IsText(string column) => _columns.TryGetValue(column, out var seen) && seen.Texts * 2 > seen.Values;

    /// <summary>True when all its values are true or false.</summary>
    public bool IsTruth(string column) => _columns.TryGetValue(column, out var seen) && seen.Truths == seen.Values && seen.Values > 0;

    private static string Plain(string name) => string.Concat(name.Where(char.IsLetterOrDigit)).ToLowerInvariant();

    internal sealed class Column(string name)
    {
        public string Name { get; } = name;

        public int Values { get; private set; }

        public int Texts { get; private set; }

        public int Truths { get; private set; }

        /// <summary>Of the objects in its arrays.</summary>
        public HashSet<string> Keys { get; } = new(StringComparer.Ordinal);

        public void See(JsonElement value)
        {
            if (value.ValueKind == JsonValueKind.Null) return;
            Values++;
            if (value.ValueKind == JsonValueKind.String) Texts++;
            if (value.ValueKind is JsonValueKind.True or JsonValueKind.False) Truths++;
            if (Shapes.Texts.Inner(value) is { } inner) value = inner;
            if (value.ValueKind != JsonValueKind.Array) return;
            foreach (var item in value.EnumerateArray())
            {
                if (item.ValueKind != JsonValueKind.Object) continue;
                foreach (var property in item.EnumerateObject()) Keys.Add(property.Name);
            }
        }
    }
}
