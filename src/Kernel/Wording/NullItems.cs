using System.Collections;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace Onebox.Kernel.Wording;

/// <summary>Refuses lists with null in them where JSON is read: no list of ours has any, and the reader lets them pass. To be added to a resolver as a modifier.</summary>
public static class NullItems
{
    /// <exception cref="JsonException">While reading: names the list.</exception>
    public static void Refuse(JsonTypeInfo type)
    {
        if (type.Kind != JsonTypeInfoKind.Object) return;
        var lists = type.Properties.Where(p => p.Get is not null && HoldsReferences(p.PropertyType)).ToList();
        if (lists.Count == 0) return;
        var also = type.OnDeserialized;
        type.OnDeserialized = made =>
        {
            also?.Invoke(made);
            if (lists.Find(list => HasNull(list.Get!(made))) is { } list) throw new JsonException($"'{list.Name}' holds null");
        };
    }

    private static bool HoldsReferences(Type type) =>
        type != typeof(string) && type.IsAssignableTo(typeof(IEnumerable)) && type is { IsGenericType: true } && !type.GetGenericArguments()[^1].IsValueType;

    private static bool HasNull(object? value) => value switch
    {
        IDictionary pairs => pairs.Values.Cast<object?>().Any(v => v is null),
        IEnumerable items => items.Cast<object?>().Any(i => i is null),
        _ => false,
    };
}
