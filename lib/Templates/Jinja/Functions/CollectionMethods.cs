using Onebox.Templates.Jinja.Values;

namespace Onebox.Templates.Jinja.Functions;

/// <summary>Reading methods of Python's <c>dict</c>; the writing ones are refused, as in the immutable sandbox.</summary>
internal static class DictMethods
{
    public static object? Find(Mapping mapping, string name) => name switch
    {
        "get" => new Callable(name, (run, arguments) =>
        {
            arguments.Expect(run, "get", 2);
            var key = arguments.Require(run, "get", 0, "key");
            return Mapping.CanBeKey(key) && mapping.TryGet(key, out var value) ? value : arguments.Get(1, "default");
        }),
        "items" => new Callable(name, (_, _) => Items(mapping)),
        "keys" => new Callable(name, (_, _) => new Items([.. mapping.Keys])),
        "values" => new Callable(name, (_, _) => new Items([.. mapping.Values])),
        "copy" => new Callable(name, (_, _) => mapping),
        "clear" or "pop" or "popitem" or "setdefault" or "update" => Refused.Method("dict", name),
        _ => null,
    };

    public static Items Items(Mapping mapping) =>
        new([.. mapping.Entries.Select(entry => (object?)new Items([entry.Key, entry.Value], isTuple: true))]);
}

/// <summary>Reading methods of Python's <c>list</c> and <c>tuple</c>.</summary>
internal static class ListMethods
{
    public static object? Find(Items items, string name) => name switch
    {
        "index" => new Callable(name, (run, arguments) =>
        {
            var wanted = arguments.Require(run, "index", 0, "value");
            for (var i = 0; i < items.Count; i++)
            {
                if (Equality.Same(run, items.Values[i], wanted)) return (long)i;
            }
            throw run.Fail("index: the value is not in the list");
        }),
        "count" => new Callable(name, (run, arguments) =>
        {
            var wanted = arguments.Require(run, "count", 0, "value");
            return items.Values.LongCount(item => Equality.Same(run, item, wanted));
        }),
        "copy" => new Callable(name, (_, _) => items),
        "append" or "clear" or "extend" or "insert" or "pop" or "remove" or "reverse" or "sort" => Refused.Method("list", name),
        _ => null,
    };
}

internal static class Refused
{
    public static Callable Method(string type, string name) =>
        new(name, (run, _) => throw run.Fail($"'{name}' would change a {type}, which a chat template may not: build a new one instead"));
}
