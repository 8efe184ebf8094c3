using Onebox.Templates.Jinja.Functions;
using Onebox.Templates.Jinja.Running;
using Onebox.Templates.Jinja.Values;

namespace Onebox.Templates.Jinja.Syntax;

/// <summary>Arguments as written: positional, named, and the spread forms <c>*list</c> and <c>**dict</c>.</summary>
internal sealed record CallArguments(IReadOnlyList<Expression> Positional, IReadOnlyList<(string Name, Expression Value)> Named, Expression? SpreadList, Expression? SpreadDict)
{
    public static CallArguments None { get; } = new([], [], null, null);

    public Arguments Evaluate(Run run)
    {
        if (Positional.Count == 0 && Named.Count == 0 && SpreadList is null && SpreadDict is null) return Arguments.None;
        var positional = new List<object?>(Positional.Count);
        foreach (var argument in Positional) positional.Add(argument.Evaluate(run));
        if (SpreadList is not null) positional.AddRange(Iteration.Over(run, SpreadList.Evaluate(run)));
        var named = new Dictionary<string, object?>(StringComparer.Ordinal);
        foreach (var (name, value) in Named)
        {
            if (!named.TryAdd(name, value.Evaluate(run))) throw run.Fail($"the argument '{name}' is given twice");
        }
        if (SpreadDict is not null)
        {
            if (SpreadDict.Evaluate(run) is not Mapping mapping) throw run.Fail("'**' needs a dict");
            foreach (var (key, value) in mapping.Entries)
            {
                if (!named.TryAdd(key as string ?? throw run.Fail("names of arguments must be strings"), value)) throw run.Fail($"the argument '{key}' is given twice");
            }
        }
        return new Arguments(positional, named);
    }
}

internal sealed class Call(Expression function, CallArguments arguments, int line) : Expression(line)
{
    protected override object? Value(Run run) => Invoke(run, extra: null);

    public object? Invoke(Run run, Callable? extra)
    {
        var target = function.Evaluate(run);
        var given = arguments.Evaluate(run);
        if (extra is not null) given = new Arguments(given.Positional, new Dictionary<string, object?>(given.Named, StringComparer.Ordinal) { ["caller"] = extra });
        run.Line = Line;
        return target switch
        {
            Callable callable => callable.Call(run, given),
            LoopState { Recurse: { } recurse } when given.Positional.Count == 1 => recurse(run, given.Positional[0]),
            Undefined missing => throw run.Fail(missing.Reason),
            _ => throw run.Fail($"{PythonText.TypeName(target)} cannot be called"),
        };
    }
}

internal sealed class FilterCall(Expression? input, Filter filter, CallArguments arguments, int line) : Expression(line)
{
    protected override object? Value(Run run) => Apply(run, input!.Evaluate(run));

    /// <summary>Applies this filter, after the ones it was chained to, to text that comes from a block.</summary>
    public object? ApplyChain(Run run, object? value) =>
        Apply(run, input is FilterCall inner ? inner.ApplyChain(run, value) : value);

    private object? Apply(Run run, object? value)
    {
        var given = arguments.Evaluate(run);
        run.Line = Line;
        return filter(run, value, given);
    }
}

internal sealed class TestCall(Expression input, Test test, CallArguments arguments, int line) : Expression(line)
{
    protected override object? Value(Run run)
    {
        var value = input.Evaluate(run);
        var given = arguments.Evaluate(run);
        run.Line = Line;
        return test(run, value, given);
    }
}
