using Onebox.Templates.Jinja.Running;
using Onebox.Templates.Jinja.Values;

namespace Onebox.Templates.Jinja.Functions;

/// <summary>Functions that every template can call.</summary>
internal static class Globals
{
    /// <summary>The sandbox's own bound on <c>range</c>.</summary>
    private const long LongestRange = 100_000;

    public static IReadOnlyList<Callable> All { get; } =
    [
        new("range", Range),
        new("dict", Dict),
        new("namespace", Namespace),
        new("cycler", Cycler),
        new("joiner", Joiner),
        new("raise_exception", (run, arguments) => throw new TemplateException(TemplateFault.Raised, PythonText.Str(run, arguments.Get(0, "message", "")), run.Line)),
        new("strftime_now", (run, arguments) => Calendar.Format(run, run.Clock.GetLocalNow(), arguments.Text(run, "strftime_now", 0, "format"))),
    ];

    private static Items Range(Run run, Arguments arguments)
    {
        arguments.Expect(run, "range", 3);
        var first = arguments.Whole(run, "range", 0, "stop");
        var (start, stop) = arguments.Positional.Count > 1 ? (first, arguments.Whole(run, "range", 1, "stop")) : (0, first);
        var step = arguments.Whole(run, "range", 2, "step", 1);
        if (step == 0) throw run.Fail("range: the step cannot be zero");
        var count = Math.Max(0, (((long)stop - start) + step - Math.Sign(step)) / step);
        if (count > LongestRange) throw new TemplateException(TemplateFault.Limit, $"range is limited to {LongestRange} items", run.Line);
        run.Built(count);
        var values = new object?[count];
        for (var i = 0; i < values.Length; i++) values[i] = start + ((long)i * step);
        return new Items(values);
    }

    private static Mapping Dict(Run run, Arguments arguments)
    {
        arguments.Expect(run, "dict", 1, [.. arguments.Named.Keys]);
        var mapping = new Mapping();
        if (arguments.Positional.Count == 1)
        {
            if (arguments.Positional[0] is not Mapping source) throw run.Fail("dict takes a dict or named arguments");
            foreach (var (key, value) in source.Entries) mapping.Set(key, value);
        }
        foreach (var (name, value) in arguments.Named) mapping.Set(name, value);
        return mapping;
    }

    private static NamespaceValue Namespace(Run run, Arguments arguments)
    {
        var space = new NamespaceValue();
        foreach (var (name, value) in Dict(run, arguments).Entries) space.Fields[PythonText.Str(run, name)] = value;
        return space;
    }

    private static NamespaceValue Cycler(Run run, Arguments arguments)
    {
        var items = arguments.Positional;
        if (items.Count == 0) throw run.Fail("cycler needs at least one item");
        var at = 0;
        var space = new NamespaceValue();
        void Show() => space.Fields["current"] = items[at];
        Show();
        space.Fields["next"] = new Callable("next", (_, _) =>
        {
            var item = items[at];
            at = (at + 1) % items.Count;
            Show();
            return item;
        });
        space.Fields["reset"] = new Callable("reset", (_, _) =>
        {
            at = 0;
            Show();
            return null;
        });
        return space;
    }

    private static Callable Joiner(Run run, Arguments arguments)
    {
        var separator = arguments.Text(run, "joiner", 0, "sep", ", ");
        var used = false;
        return new Callable("joiner", (_, _) =>
        {
            var text = used ? separator : "";
            used = true;
            return text;
        });
    }
}
