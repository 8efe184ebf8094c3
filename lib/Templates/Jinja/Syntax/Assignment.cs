using Onebox.Templates.Jinja.Running;
using Onebox.Templates.Jinja.Values;

namespace Onebox.Templates.Jinja.Syntax;

/// <summary>What can stand left of <c>=</c> or of <c>in</c>.</summary>
internal abstract class Target
{
    public abstract void Assign(Run run, object? value);
}

internal sealed class NameTarget(string name) : Target
{
    public override void Assign(Run run, object? value) => run.Scope.Set(name, value);
}

internal sealed class FieldTarget(string name, string field) : Target
{
    public override void Assign(Run run, object? value)
    {
        if (!run.Scope.TryGet(name, out var owner) || owner is not NamespaceValue space) throw run.Fail($"only a namespace takes new fields, and '{name}' is none");
        space.Fields[field] = value;
    }
}

internal sealed class TupleTarget(IReadOnlyList<Target> targets) : Target
{
    public override void Assign(Run run, object? value)
    {
        var values = Iteration.Over(run, value);
        if (values.Count != targets.Count) throw run.Fail($"{values.Count} values do not fit {targets.Count} names");
        for (var i = 0; i < targets.Count; i++) targets[i].Assign(run, values[i]);
    }
}

internal sealed class Set(Target target, Expression value, int line) : Statement(line)
{
    protected override Flow Act(Run run)
    {
        target.Assign(run, value.Evaluate(run));
        return Flow.Next;
    }
}

internal sealed class SetBlock(Target target, FilterCall? filter, Block body, int line) : Statement(line)
{
    protected override Flow Act(Run run)
    {
        object? text = run.Capture(() => run.Within(new Scope(run.Scope), () => body.Execute(run)));
        target.Assign(run, filter is null ? text : filter.ApplyChain(run, text));
        return Flow.Next;
    }
}

internal sealed class With(IReadOnlyList<(Target Target, Expression Value)> names, Block body, int line) : Statement(line)
{
    protected override Flow Act(Run run)
    {
        var values = names.Select(name => name.Value.Evaluate(run)).ToArray();
        var flow = Flow.Next;
        run.Within(new Scope(run.Scope), () =>
        {
            for (var i = 0; i < values.Length; i++) names[i].Target.Assign(run, values[i]);
            flow = body.Execute(run);
        });
        return flow;
    }
}
