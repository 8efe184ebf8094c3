using Onebox.Templates.Jinja.Running;
using Onebox.Templates.Jinja.Values;

namespace Onebox.Templates.Jinja.Syntax;

internal sealed class For(Target target, Expression source, Expression? filter, Block body, Block? otherwise, bool recursive, int line) : Statement(line)
{
    protected override Flow Act(Run run)
    {
        Loop(run, run.Scope, source.Evaluate(run), depth: 1);
        return Flow.Next;
    }

    private void Loop(Run run, Scope outer, object? over, int depth)
    {
        run.Line = Line;
        var values = Kept(run, outer, Iteration.Over(run, over));
        var loop = new LoopState(values, depth)
        {
            Recurse = recursive ? (inner, children) => inner.Capture(() => Loop(inner, outer, children, depth + 1)) : null,
        };
        for (var i = 0; i < values.Count; i++)
        {
            run.Step();
            loop.Index = i;
            var flow = Flow.Next;
            var scope = new Scope(outer);
            scope.Set("loop", loop);
            run.Within(scope, () =>
            {
                target.Assign(run, values[i]);
                flow = body.Execute(run);
            });
            if (flow == Flow.Break) break;
        }
        if (values.Count == 0 && otherwise is not null) run.Within(new Scope(outer), () => otherwise.Execute(run));
    }

    /// <summary>The items that pass the loop's <c>if</c>: <c>loop.index</c> and <c>loop.last</c> count only those.</summary>
    private IReadOnlyList<object?> Kept(Run run, Scope outer, IReadOnlyList<object?> values)
    {
        if (filter is null) return values;
        var kept = new List<object?>();
        foreach (var value in values)
        {
            run.Within(new Scope(outer), () =>
            {
                target.Assign(run, value);
                if (Truth.Of(filter.Evaluate(run))) kept.Add(value);
            });
        }
        return kept;
    }
}
