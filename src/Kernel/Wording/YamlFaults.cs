using System.Collections;
using System.Reflection;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;
using YamlDotNet.Serialization;

namespace Onebox.Kernel.Wording;

/// <summary>Holds a YAML tree against the type that it is to become, and notes what does not fit.</summary>
internal sealed class YamlFaults(bool othersAllowed)
{
    private const int Most = 20;

    private static readonly IDeserializer Values = new DeserializerBuilder().Build();

    private readonly List<string> _all = [];

    public IReadOnlyList<string> All => _all;

    public void Check(YamlNode node, Type type, string where = "")
    {
        if (_all.Count == Most || type == typeof(object) || IsNull(node)) return;
        var plain = Nullable.GetUnderlyingType(type) ?? type;
        if (plain == typeof(string) || plain.IsValueType) CheckValue(node, plain, where);
        else if (Arguments(plain, typeof(IDictionary<,>)) is [_, var value]) CheckMap(node, value, where);
        else if (Arguments(plain, typeof(IEnumerable<>)) is [var item]) CheckList(node, item, where);
        else CheckGroup(node, plain, where);
    }

    private void CheckValue(YamlNode node, Type type, string where)
    {
        if (node is not YamlScalarNode scalar) Note(node, where, TypeWords.Of(type));
        else if (type != typeof(string) && !Reads(scalar.Value ?? "", type)) Note(node, where, $"{TypeWords.Of(type)}, not '{Short(scalar.Value ?? "")}'");
    }

    private void CheckList(YamlNode node, Type item, string where)
    {
        if (node is not YamlSequenceNode list) Note(node, where, "a list");
        else foreach (var child in list) Check(child, item, where.Length == 0 ? "an item" : $"an item of {where}");
    }

    private void CheckMap(YamlNode node, Type value, string where)
    {
        if (node is not YamlMappingNode map) Note(node, where, "a group of KEY: VALUE lines");
        else foreach (var (key, child) in map.Children) Check(child, value, Join(where, key.ToString()));
    }

    private void CheckGroup(YamlNode node, Type type, string where)
    {
        if (node is not YamlMappingNode map)
        {
            Note(node, where, "a group of KEY: VALUE lines");
            return;
        }

        var known = type.GetProperties(BindingFlags.Public | BindingFlags.Instance).Where(p => p.SetMethod is { IsPublic: true }).ToDictionary(p => char.ToLowerInvariant(p.Name[0]) + p.Name[1..], StringComparer.Ordinal);
        foreach (var (key, child) in map.Children)
        {
            var name = (key as YamlScalarNode)?.Value ?? "";
            if (known.TryGetValue(name, out var property)) Check(child, property.PropertyType, Join(where, name));
            else if (!othersAllowed && _all.Count < Most) _all.Add(YamlText.At(key.Start, $"there is no key '{Short(name)}'{(where.Length == 0 ? "" : $" in {where}")}{NearWord.Hint(name, known.Keys)}; there are {string.Join(", ", known.Keys)}"));
        }
    }

    private void Note(YamlNode node, string where, string expected)
    {
        if (_all.Count < Most) _all.Add(YamlText.At(node.Start, $"{(where.Length == 0 ? "it" : where)} must be {expected}"));
    }

    /// <summary>By the very reader that reads the whole, so that both are of one opinion.</summary>
    private static bool Reads(string text, Type type)
    {
        try
        {
            return Values.Deserialize(text, type) is not null;
        }
        catch (Exception error) when (error is YamlException or FormatException or OverflowException or ArgumentException)
        {
            return false;
        }
    }

    private static bool IsNull(YamlNode node) => node is YamlScalarNode { Style: ScalarStyle.Plain, Value: null or "" or "~" or "null" or "Null" or "NULL" };

    private static Type[]? Arguments(Type type, Type face)
    {
        if (!typeof(IEnumerable).IsAssignableFrom(type)) return null;
        var found = type.IsGenericType && type.GetGenericTypeDefinition() == face ? type : type.GetInterfaces().FirstOrDefault(i => i.IsGenericType && i.GetGenericTypeDefinition() == face);
        return found?.GetGenericArguments();
    }

    private static string Join(string where, string name) => where.Length == 0 ? name : $"{where}.{name}";

    private static string Short(string text) => text.Length <= 60 ? text : text[..60] + "…";
}
