using Onebox.Templates.Jinja.Running;
using Onebox.Templates.Jinja.Values;

namespace Onebox.Templates.Jinja.Syntax;

/// <summary>Parameters with their defaults, and the body they are for.</summary>
internal sealed record Routine(string Name, IReadOnlyList<(string Name, Expression? Default)> Parameters, Block Body)
{
    public Callable Bind(Scope definedIn) => new(Name, (run, arguments) => Call(run, definedIn, arguments));

    private string Call(Run run, Scope definedIn, Arguments arguments)
    {
        var scope = new Scope(definedIn);
        return run.Capture(() => run.Within(scope, () =>
        {
            BindParameters(run, scope, arguments);
            Body.Execute(run);
        }));
    }

    private void BindParameters(Run run, Scope scope, Arguments arguments)
    {
        for (var i = 0; i < Parameters.Count; i++)
        {
            var (name, fallback) = Parameters[i];
            if (arguments.Has(i, name)) scope.Set(name, arguments.Get(i, name));
            else scope.Set(name, fallback is null ? new Undefined($"parameter '{name}' was not provided") : fallback.Evaluate(run));
        }
        if (arguments.Named.TryGetValue("caller", out var caller) && Parameters.All(parameter => parameter.Name != "caller"))
            scope.Set("caller", caller);
        // Jinja hands what is left over to the body under these two names.
        scope.Set("varargs", new Items([.. arguments.Positional.Skip(Parameters.Count)], isTuple: true));
        var rest = new Mapping();
        foreach (var (name, value) in arguments.Named)
        {
            if (name != "caller" && Parameters.All(parameter => parameter.Name != name)) rest.Set(name, value);
        }
        scope.Set("kwargs", rest);
    }
}

internal sealed class MacroDefinition(Routine routine, int line) : Statement(line)
{
    protected override Flow Act(Run run)
    {
        run.Scope.Set(routine.Name, routine.Bind(run.Scope));
        return Flow.Next;
    }
}

/// <summary><c>{% call f(…) %}body{% endcall %}</c>: the body becomes <c>caller()</c> inside the macro.</summary>
internal sealed class CallBlock(Call call, Routine caller, int line) : Statement(line)
{
    protected override Flow Act(Run run)
    {
        run.Write(PythonText.Str(run, call.Invoke(run, caller.Bind(run.Scope))));
        return Flow.Next;
    }
}

internal sealed class FilterBlock(FilterCall filter, Block body, int line) : Statement(line)
{
    protected override Flow Act(Run run)
    {
        var text = run.Capture(() => run.Within(new Scope(run.Scope), () => body.Execute(run)));
        run.Write(PythonText.Str(run, filter.ApplyChain(run, text)));
        return Flow.Next;
    }
}

/// <summary><c>{% generation %}</c>: what the assistant itself wrote, for training masks.</summary>
internal sealed class Generation(Block body, int line) : Statement(line)
{
    protected override Flow Act(Run run)
    {
        run.Generate(() => run.Within(new Scope(run.Scope), () => body.Execute(run)));
        return Flow.Next;
    }
}
