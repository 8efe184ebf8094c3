using Onebox.Templates.Jinja.Running;

namespace Onebox.Templates.Jinja.Values;

/// <summary>Python's <c>[start:stop:step]</c> on lists, tuples and strings.</summary>
internal static class Slice
{
    public static object Of(Run run, object? value, object? start, object? stop, object? step)
    {
        if (value is Undefined missing) throw run.Fail(missing.Reason);
        var by = step is null ? 1 : Bound(run, step);
        if (by == 0) throw run.Fail("slice step cannot be zero");
        switch (value)
        {
            case Items items:
                return new Items(Pick(run, items.Values, start, stop, by), items.IsTuple);
            case string text when !Iteration.HasSurrogates(text):
                return string.Concat(Pick(run, [.. text], start, stop, by));
            case string text:
                return string.Concat(Pick(run, [.. Iteration.Characters(text)], start, stop, by));
            default:
                throw run.Fail($"{PythonText.TypeName(value)} cannot be sliced");
        }
    }

    private static List<T> Pick<T>(Run run, IReadOnlyList<T> values, object? start, object? stop, long step)
    {
        run.Built(values.Count);
        long count = values.Count;
        var from = start is null ? (step > 0 ? 0 : count - 1) : Clamp(Bound(run, start), count, step);
        var to = stop is null ? (step > 0 ? count : -1) : Clamp(Bound(run, stop), count, step);
        var picked = new List<T>();
        for (var i = from; step > 0 ? i < to : i > to; i += step) picked.Add(values[(int)i]);
        return picked;
    }

    private static long Clamp(long bound, long count, long step)
    {
        if (bound < 0) bound += count;
        return step > 0 ? Math.Clamp(bound, 0, count) : Math.Clamp(bound, -1, count - 1);
    }

    private static long Bound(Run run, object bound) => bound switch
    {
        long number => Math.Clamp(number, -int.MaxValue, int.MaxValue),
        bool flag => flag ? 1 : 0,
        _ => throw run.Fail($"slice bounds must be integers, not {PythonText.TypeName(bound)}"),
    };
}
