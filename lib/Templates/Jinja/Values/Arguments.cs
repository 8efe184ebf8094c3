using Onebox.Templates.Jinja.Running;

namespace Onebox.Templates.Jinja.Values;

/// <summary>Evaluated arguments of a call, filter or test.</summary>
internal sealed class Arguments(IReadOnlyList<object?> positional, IReadOnlyDictionary<string, object?> named)
{
    private static readonly Dictionary<string, object?> NoNames = [];

    public static Arguments None { get; } = new([], NoNames);

    public IReadOnlyList<object?> Positional { get; } = positional;

    public IReadOnlyDictionary<string, object?> Named { get; } = named;

    public static Arguments Of(params object?[] values) => new(values, NoNames);

    public Arguments Skip(int count) => new([.. Positional.Skip(count)], Named);

    public bool Has(int index, string name) => index < Positional.Count || Named.ContainsKey(name);

    public object? Get(int index, string name, object? otherwise = null) =>
        index < Positional.Count ? Positional[index] : Named.TryGetValue(name, out var value) ? value : otherwise;

    public object? Require(Run run, string function, int index, string name) =>
        Has(index, name) ? Get(index, name) : throw run.Fail($"{function} needs the argument '{name}'");

    /// <summary>Refuses arguments that the function would otherwise ignore in silence.</summary>
    public void Expect(Run run, string function, int most, params ReadOnlySpan<string> names)
    {
        if (Positional.Count > most) throw run.Fail($"{function} takes at most {most} arguments, not {Positional.Count}");
        foreach (var name in Named.Keys)
        {
            if (!names.Contains(name)) throw run.Fail($"{function} has no argument '{name}'");
        }
    }

    public string Text(Run run, string function, int index, string name, string? otherwise = null)
    {
        if (otherwise is not null && !Has(index, name)) return otherwise;
        return Require(run, function, index, name) as string ?? throw run.Fail($"{function}: '{name}' must be a string, not {PythonText.TypeName(Get(index, name))}");
    }

    public int Whole(Run run, string function, int index, string name, int? otherwise = null)
    {
        if (otherwise is { } value && !Has(index, name)) return value;
        return Require(run, function, index, name) switch
        {
            long number => (int)Math.Clamp(number, int.MinValue, int.MaxValue),
            bool flag => flag ? 1 : 0,
            var other => throw run.Fail($"{function}: '{name}' must be an integer, not {PythonText.TypeName(other)}"),
        };
    }

    public bool Flag(int index, string name, bool otherwise = false) => Has(index, name) ? Truth.Of(Get(index, name)) : otherwise;
}
