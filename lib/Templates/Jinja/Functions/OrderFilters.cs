using Onebox.Templates.Jinja.Running;
using Onebox.Templates.Jinja.Values;

namespace Onebox.Templates.Jinja.Functions;

/// <summary>Filters that compare items; text compares without case unless asked, as in Jinja.</summary>
internal static class OrderFilters
{
    public static object? Sort(Run run, object? value, Arguments arguments)
    {
        arguments.Expect(run, "sort", 3, "reverse", "case_sensitive", "attribute");
        var key = Key(run, arguments.Get(2, "attribute"), arguments.Flag(1, "case_sensitive"));
        return new Items(Sorted(run, Iteration.Over(run, value), key, arguments.Flag(0, "reverse")));
    }

    public static object? DictSort(Run run, object? value, Arguments arguments)
    {
        arguments.Expect(run, "dictsort", 3, "case_sensitive", "by", "reverse");
        if (value is not Mapping mapping) throw run.Fail($"dictsort needs a dict, not {PythonText.TypeName(value)}");
        var position = arguments.Text(run, "dictsort", 1, "by", "key") switch
        {
            "key" => 0L,
            "value" => 1L,
            var other => throw run.Fail($"dictsort sorts by key or value, not by '{other}'"),
        };
        var key = Key(run, position, arguments.Flag(0, "case_sensitive"));
        return new Items(Sorted(run, DictMethods.Items(mapping).Values, key, arguments.Flag(2, "reverse")));
    }

    public static object? Unique(Run run, object? value, Arguments arguments)
    {
        arguments.Expect(run, "unique", 2, "case_sensitive", "attribute");
        var key = Key(run, arguments.Get(1, "attribute"), arguments.Flag(0, "case_sensitive"));
        var seen = new Mapping();
        var kept = new List<object?>();
        foreach (var item in Iteration.Over(run, value))
        {
            var by = key(item);
            if (!Mapping.CanBeKey(by)) throw run.Fail($"unique does not work on {PythonText.TypeName(by)}");
            if (seen.TryGet(by, out _)) continue;
            seen.Set(by, true);
            kept.Add(item);
        }
        return new Items(kept);
    }

    public static object? GroupBy(Run run, object? value, Arguments arguments)
    {
        arguments.Expect(run, "groupby", 3, "attribute", "default", "case_sensitive");
        var attribute = arguments.Require(run, "groupby", 0, "attribute");
        var fallback = arguments.Get(1, "default");
        object? Raw(object? item) => SelectFilters.Path(run, item, attribute) is var found && found is Undefined && fallback is not null ? fallback : found;
        var fold = Key(run, null, arguments.Flag(2, "case_sensitive"));
        var groups = new List<(object? Key, object? Name, List<object?> Members)>();
        foreach (var item in Sorted(run, Iteration.Over(run, value), item => fold(Raw(item)), reverse: false))
        {
            var by = fold(Raw(item));
            if (groups.Count == 0 || !Equality.Same(run, groups[^1].Key, by)) groups.Add((by, Raw(item), []));
            groups[^1].Members.Add(item);
        }
        return new Items([.. groups.Select(group => new Items([group.Name, new Items(group.Members)], isTuple: true))]);
    }

    public static object? Min(Run run, object? value, Arguments arguments) => Extreme(run, "min", value, arguments, -1);

    public static object? Max(Run run, object? value, Arguments arguments) => Extreme(run, "max", value, arguments, 1);

    private static object? Extreme(Run run, string name, object? value, Arguments arguments, int sign)
    {
        arguments.Expect(run, name, 2, "case_sensitive", "attribute");
        var key = Key(run, arguments.Get(1, "attribute"), arguments.Flag(0, "case_sensitive"));
        var values = Iteration.Over(run, value);
        if (values.Count == 0) return new Undefined($"there is no {name} of an empty sequence");
        var best = values[0];
        foreach (var item in values.Skip(1))
        {
            if (Equality.Order(run, key(item), key(best)) * sign > 0) best = item;
        }
        return best;
    }

    private static Func<object?, object?> Key(Run run, object? attribute, bool caseSensitive) => item =>
    {
        var value = attribute is null ? item : SelectFilters.Path(run, item, attribute);
        return value is string text && !caseSensitive ? text.ToLowerInvariant() : value;
    };

    /// <summary>A stable sort, as Python's.</summary>
    private static List<object?> Sorted(Run run, IReadOnlyList<object?> values, Func<object?, object?> key, bool reverse)
    {
        run.Built(values.Count);
        var keyed = values.Select(value => (Key: key(value), Value: value)).ToList();
        var sign = reverse ? -1 : 1;
        try
        {
            return [.. keyed.OrderBy(pair => pair.Key, Comparer<object?>.Create((a, b) => sign * Equality.Order(run, a, b))).Select(pair => pair.Value)];
        }
        catch (InvalidOperationException wrapped) when (wrapped.InnerException is TemplateException cause)
        {
            throw new TemplateException(cause.Fault, cause.Reason, cause.Line);
        }
    }
}
