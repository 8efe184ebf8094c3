using Onebox.Templates.Jinja.Functions;
using Onebox.Templates.Jinja.Running;

namespace Onebox.Templates.Jinja.Values;

/// <summary><c>value.name</c> and <c>value[key]</c>: a dot looks for a method first, brackets for an entry first.</summary>
internal static class Access
{
    public static object? Attribute(Run run, object? owner, string name)
    {
        if (owner is Undefined missing) throw run.Fail(missing.Reason);
        if (owner is NamespaceValue space) return space.Fields.TryGetValue(name, out var field) ? field : Undefined.Field(owner, name);
        return Own(owner, name) ?? (owner is Mapping mapping && mapping.TryGet(name, out var value) ? value : Undefined.Field(owner, name));
    }

    public static object? Item(Run run, object? owner, object? key)
    {
        switch (owner)
        {
            case Undefined missing: throw run.Fail(missing.Reason);
            case NamespaceValue when key is string field: return Attribute(run, owner, field);
            case Mapping mapping when Mapping.CanBeKey(key) && mapping.TryGet(key, out var value): return value;
            case Items items when Index(key) is { } index:
                return At(index, items.Count) is { } at ? items.Values[at] : new Undefined($"list index {index} is out of range");
            case string text when Index(key) is { } index:
                if (!Iteration.HasSurrogates(text)) return At(index, text.Length) is { } unit ? text[unit].ToString() : new Undefined($"string index {index} is out of range");
                var characters = Iteration.Over(run, text);
                return At(index, characters.Count) is { } place ? characters[place] : new Undefined($"string index {index} is out of range");
            default: return key is string name ? Own(owner, name) ?? Undefined.Field(owner, name) : Undefined.Field(owner, PythonText.Str(run, key));
        }
    }

    private static long? Index(object? key) => key switch { long number => number, bool flag => flag ? 1 : 0, _ => null };

    private static int? At(long index, long count)
    {
        if (index < 0) index += count;
        return index >= 0 && index < count ? (int)index : null;
    }

    /// <summary>A method or a field of the value's own; null when it has none of that name.</summary>
    private static object? Own(object? owner, string name) => owner switch
    {
        string text => StringMethods.Find(text, name),
        Mapping mapping => DictMethods.Find(mapping, name),
        Items items => ListMethods.Find(items, name),
        LoopState loop => loop.Get(name),
        Callable callable when name == "name" => callable.Name,
        _ => null,
    };
}
