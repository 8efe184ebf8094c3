using Onebox.Templates.Jinja.Running;

namespace Onebox.Templates.Jinja.Values;

/// <summary>A macro, a global function or a method that is bound to its value.</summary>
internal sealed class Callable(string name, Func<Run, Arguments, object?> body)
{
    public string Name { get; } = name;

    public object? Call(Run run, Arguments arguments) => body(run, arguments);
}

/// <summary>The only mutable value: what <c>{% set ns.field = … %}</c> writes to.</summary>
internal sealed class NamespaceValue
{
    public Dictionary<string, object?> Fields { get; } = new(StringComparer.Ordinal);
}
