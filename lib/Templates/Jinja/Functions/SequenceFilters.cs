using System.Text;
using Onebox.Templates.Jinja.Running;
using Onebox.Templates.Jinja.Values;

namespace Onebox.Templates.Jinja.Functions;

internal static class SequenceFilters
{
    public static object? Length(Run run, object? value, Arguments arguments)
    {
        arguments.Expect(run, "length", 0);
        return Iteration.Length(run, value);
    }

    public static object? Default(Run run, object? value, Arguments arguments)
    {
        arguments.Expect(run, "default", 2, "default_value", "boolean");
        var missing = value is Undefined || (arguments.Flag(1, "boolean") && !Truth.Of(value));
        return missing ? arguments.Get(0, "default_value", "") : value;
    }

    public static object? First(Run run, object? value, Arguments arguments) =>
        Iteration.Over(run, value) is { Count: > 0 } values ? values[0] : new Undefined("there is no first item in an empty sequence");

    public static object? Last(Run run, object? value, Arguments arguments) =>
        Iteration.Over(run, value) is { Count: > 0 } values ? values[^1] : new Undefined("there is no last item in an empty sequence");

    public static object? List(Run run, object? value, Arguments arguments)
    {
        arguments.Expect(run, "list", 0);
        return new Items(Iteration.Over(run, value));
    }

    public static object? Reverse(Run run, object? value, Arguments arguments)
    {
        arguments.Expect(run, "reverse", 0);
        var values = Iteration.Over(run, value);
        return value is string ? string.Concat(values.Reverse()) : new Items([.. values.Reverse()]);
    }

    public static object? ItemsOf(Run run, object? value, Arguments arguments)
    {
        arguments.Expect(run, "items", 0);
        return value switch
        {
            Mapping mapping => DictMethods.Items(mapping),
            Undefined => new Items([]),
            _ => throw run.Fail($"items needs a dict, not {PythonText.TypeName(value)}"),
        };
    }

    public static object? Join(Run run, object? value, Arguments arguments)
    {
        arguments.Expect(run, "join", 2, "d", "attribute");
        var separator = PythonText.Str(run, arguments.Get(0, "d", ""));
        var attribute = arguments.Get(1, "attribute");
        var text = new StringBuilder();
        var first = true;
        foreach (var item in Iteration.Over(run, value))
        {
            if (!first) text.Append(separator);
            first = false;
            text.Append(PythonText.Str(run, attribute is null ? item : SelectFilters.Path(run, item, attribute)));
            run.Built(text.Length);
        }
        return text.ToString();
    }

    public static object? Batch(Run run, object? value, Arguments arguments)
    {
        arguments.Expect(run, "batch", 2, "linecount", "fill_with");
        var size = arguments.Whole(run, "batch", 0, "linecount");
        if (size is <= 0 or > 1_000_000) throw run.Fail("batch needs a size between 1 and 1,000,000");
        var fill = arguments.Get(1, "fill_with");
        var rows = new List<object?>();
        foreach (var chunk in Iteration.Over(run, value).Chunk(size))
        {
            var padding = fill is null ? 0 : size - chunk.Length;
            run.Built(chunk.Length + padding);
            rows.Add(new Items([.. chunk, .. Enumerable.Repeat(fill, padding)]));
        }
        return new Items(rows);
    }

    public static object? Slices(Run run, object? value, Arguments arguments)
    {
        arguments.Expect(run, "slice", 2, "slices", "fill_with");
        var count = arguments.Whole(run, "slice", 0, "slices");
        if (count is <= 0 or > 100_000) throw run.Fail("slice needs between 1 and 100,000 slices");
        var fill = arguments.Get(1, "fill_with");
        var values = Iteration.Over(run, value);
        var (each, longer) = (values.Count / count, values.Count % count);
        run.Built(values.Count + count);
        var rows = new List<object?>();
        for (var (i, at) = (0, 0); i < count; i++)
        {
            var take = each + (i < longer ? 1 : 0);
            var row = values.Skip(at).Take(take).ToList();
            if (fill is not null && i >= longer) row.Add(fill);
            at += take;
            rows.Add(new Items(row));
        }
        return new Items(rows);
    }
}
