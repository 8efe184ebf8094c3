using Onebox.Templates.Jinja.Running;
using Onebox.Templates.Jinja.Values;

namespace Onebox.Templates.Jinja.Syntax;

/// <summary>A parsed expression that evaluates itself. Holds no state: one tree serves many renderings at once.</summary>
internal abstract class Expression(int line)
{
    public int Line { get; } = line;

    public object? Evaluate(Run run)
    {
        run.Step();
        run.Enter();
        var value = Value(run);
        run.Leave();
        return value;
    }

    protected abstract object? Value(Run run);
}

internal sealed class Literal(object? value, int line) : Expression(line)
{
    public object? Constant { get; } = value;

    protected override object? Value(Run run) => Constant;
}

internal sealed class Name(string name, int line) : Expression(line)
{
    public string Spelling { get; } = name;

    protected override object? Value(Run run) => run.Scope.TryGet(Spelling, out var value) ? value : Undefined.Name(Spelling);
}

internal sealed class ListLiteral(IReadOnlyList<Expression> items, bool isTuple, int line) : Expression(line)
{
    public IReadOnlyList<Expression> Items { get; } = items;

    public bool IsTuple { get; } = isTuple;

    protected override object? Value(Run run)
    {
        var values = new object?[Items.Count];
        for (var i = 0; i < values.Length; i++) values[i] = Items[i].Evaluate(run);
        return new Items(values, IsTuple);
    }
}

internal sealed class DictLiteral(IReadOnlyList<(Expression Key, Expression Value)> entries, int line) : Expression(line)
{
    protected override object? Value(Run run)
    {
        var mapping = new Mapping();
        foreach (var (key, value) in entries)
        {
            var name = key.Evaluate(run);
            if (!Mapping.CanBeKey(name)) throw run.Fail($"{PythonText.TypeName(name)} cannot be a key of a dict here");
            mapping.Set(name, value.Evaluate(run));
        }
        return mapping;
    }
}

internal sealed class AttributeAccess(Expression owner, string name, int line) : Expression(line)
{
    protected override object? Value(Run run)
    {
        var value = owner.Evaluate(run);
        run.Line = Line;
        return Access.Attribute(run, value, name);
    }
}

internal sealed class ItemAccess(Expression owner, Expression key, int line) : Expression(line)
{
    protected override object? Value(Run run)
    {
        var value = owner.Evaluate(run);
        var index = key.Evaluate(run);
        run.Line = Line;
        return Access.Item(run, value, index);
    }
}

internal sealed class SliceAccess(Expression owner, Expression? start, Expression? stop, Expression? step, int line) : Expression(line)
{
    protected override object? Value(Run run) =>
        Slice.Of(run, owner.Evaluate(run), start?.Evaluate(run), stop?.Evaluate(run), step?.Evaluate(run));
}
