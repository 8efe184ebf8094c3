using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using Onebox.Kernel.Wording;
using Onebox.Models.Loop;

namespace Onebox.Training.Planning;

/// <summary>Settings as text, key by key, in the words of <see cref="TrainingFields"/>: what <c>--set</c>, a recipe and a form say.</summary>
internal static class SettingText
{
    /// <summary>Settings that say how long a run is: one put in place takes the others away.</summary>
    private static readonly string[] Lengths = ["epochs", "steps", "tokens"];

    /// <summary>Decided by the request itself.</summary>
    private static readonly string[] Elsewhere = ["method"];

    public static JsonSerializerOptions Json { get; } = new(JsonSerializerDefaults.Web) { Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase) } };

    /// <summary>The same, without nulls: for events, one a step.</summary>
    public static JsonSerializerOptions Wire { get; } = new(Json) { DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull };

    public static IReadOnlyList<TrainingField> Fields { get; } = [.. TrainingFields.All.Where(f => !Elsewhere.Contains(f.Name))];

    /// <summary>Puts what was said in place of what the box chose; notes in <paramref name="errors"/> what cannot be read.</summary>
    public static TrainingSettings Apply(TrainingSettings settings, IEnumerable<KeyValuePair<string, string>> said, Errors errors)
    {
        var json = JsonSerializer.SerializeToNode(settings, Json)!.AsObject();
        var lengths = new HashSet<string>(StringComparer.Ordinal);
        foreach (var (key, text) in said)
        {
            if (Fields.FirstOrDefault(f => f.Name.Equals(key, StringComparison.OrdinalIgnoreCase)) is not { } field)
            {
                errors.Note(key, $"There is no setting {key}{NearWord.Hint(key, Fields.Select(f => f.Name))}; there are {string.Join(", ", Fields.Select(f => f.Name))}.");
                continue;
            }

            var isLength = Lengths.Contains(field.Name);
            if (isLength && text.Length == 0) continue;
            if (Read(field.Name, text) is not { } value)
            {
                errors.Note(field.Name, $"{field.Name} cannot be '{text}': it must be {KindText(field)}.");
                continue;
            }

            if (isLength && lengths.Add(field.Name) && lengths.Count == 1)
            {
                // What somebody says about the length stands alone: the box's own choice gives way.
                foreach (var other in Lengths) json[other] = null;
            }

            json[field.Name] = value.Node;
        }

        try
        {
            var changed = json.Deserialize<TrainingSettings>(Json)!;
            foreach (var problem in changed.Validate()) errors.Note(Camel(problem.Field), problem.Message);
            return changed;
        }
        catch (JsonException error)
        {
            errors.Note("settings", $"The settings cannot be read: {JsonFault.Of(error)}.");
            return settings;
        }
    }

    /// <summary>A setting's value as text; empty when it is left open.</summary>
    public static string ValueOf(TrainingSettings settings, string name)
    {
        var value = JsonSerializer.SerializeToNode(settings, Json)!.AsObject()[name];
        return value switch
        {
            null => "",
            JsonArray list => string.Join(",", list.Select(v => v!.ToString())),
            JsonValue single when single.GetValueKind() == JsonValueKind.String => single.GetValue<string>(),
            _ => value.ToJsonString(),
        };
    }

    public static IReadOnlyDictionary<string, string> ToText(TrainingSettings settings) =>
        Fields.Select(f => KeyValuePair.Create(f.Name, ValueOf(settings, f.Name))).Where(p => p.Value.Length > 0).ToDictionary(StringComparer.Ordinal);

    /// <summary><c>number</c>, <c>integer</c>, <c>boolean</c>, <c>choice</c>, <c>text</c>.</summary>
    public static string KindOf(string name)
    {
        var type = TypeOf(name);
        return type == typeof(bool) ? "boolean" : type.IsEnum ? "choice" : type == typeof(double) ? "number" : type == typeof(int) || type == typeof(long) ? "integer" : "text";
    }

    private static (JsonNode? Node, bool Known)? Read(string name, string text)
    {
        var type = TypeOf(name);
        text = text.Trim();
        if (text.Length == 0) return IsOptional(name) ? (null, true) : null;
        if (type == typeof(bool)) return bool.TryParse(text, out var flag) ? (JsonValue.Create(flag), true) : null;
        if (type.IsEnum) return Enum.GetNames(type).FirstOrDefault(n => n.Equals(text, StringComparison.OrdinalIgnoreCase)) is { } choice ? (JsonValue.Create(Camel(choice)), true) : null;
        if (type == typeof(double)) return double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && double.IsFinite(number) ? (JsonValue.Create(number), true) : null;
        if (type == typeof(int)) return int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var small) ? (JsonValue.Create(small), true) : null;
        if (type == typeof(long)) return long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var whole) ? (JsonValue.Create(whole), true) : null;
        var words = text.Trim('[', ']').Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        if (type == typeof(IReadOnlyList<string>)) return (new JsonArray([.. words.Select(w => JsonValue.Create(w))]), true);
        var numbers = words.Select(w => long.TryParse(w, NumberStyles.None, CultureInfo.InvariantCulture, out var n) ? n : (long?)null).ToList();
        return numbers.Contains(null) ? null : (new JsonArray([.. numbers.Select(n => JsonValue.Create(n!.Value))]), true);
    }

    private static string KindText(TrainingField field) => KindOf(field.Name) switch
    {
        "boolean" => "true or false",
        "choice" => "one of " + string.Join(", ", field.Choices),
        "number" => "a number",
        "integer" => "a whole number",
        _ => "a list with commas",
    };

    private static Type TypeOf(string name)
    {
        var type = PropertyOf(name).PropertyType;
        return Nullable.GetUnderlyingType(type) ?? type;
    }

    private static bool IsOptional(string name) => PropertyOf(name).PropertyType is var type && (!type.IsValueType || Nullable.GetUnderlyingType(type) is not null);

    private static System.Reflection.PropertyInfo PropertyOf(string name) => typeof(TrainingSettings).GetProperty(char.ToUpperInvariant(name[0]) + name[1..])!;

    private static string Camel(string name) => char.ToLowerInvariant(name[0]) + name[1..];
}

/// <summary>All errors of a request by field.</summary>
internal sealed class Errors
{
    private readonly Dictionary<string, List<string>> _noted = new(StringComparer.Ordinal);

    public bool Any => _noted.Count > 0;

    public void Note(string field, string message)
    {
        if (!_noted.TryGetValue(field, out var messages)) _noted[field] = messages = [];
        if (!messages.Contains(message)) messages.Add(message);
    }

    public IReadOnlyDictionary<string, string[]> All => _noted.ToDictionary(e => e.Key, e => e.Value.ToArray(), StringComparer.Ordinal);
}
