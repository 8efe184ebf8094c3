using Onebox.Templates.Jinja.Values;

namespace Onebox.Templates.Jinja.Running;

/// <summary>The <c>loop</c> of a for statement.</summary>
internal sealed class LoopState(IReadOnlyList<object?> values, int depth)
{
    private object? _last;
    private bool _compared;

    public int Index { get; set; }

    public int Depth { get; } = depth;

    /// <summary>What <c>loop(children)</c> does in a recursive loop.</summary>
    public Func<Run, object?, object?>? Recurse { get; init; }

    public object? Get(string name) => name switch
    {
        "index" => (long)Index + 1,
        "index0" => (long)Index,
        "revindex" => (long)values.Count - Index,
        "revindex0" => (long)values.Count - Index - 1,
        "first" => Index == 0,
        "last" => Index == values.Count - 1,
        "length" => (long)values.Count,
        "depth" => (long)Depth,
        "depth0" => (long)Depth - 1,
        "previtem" => Index > 0 ? values[Index - 1] : new Undefined("there is no previous item"),
        "nextitem" => Index + 1 < values.Count ? values[Index + 1] : new Undefined("there is no next item"),
        "cycle" => new Callable("cycle", (run, arguments) => arguments.Positional.Count > 0
            ? arguments.Positional[Index % arguments.Positional.Count]
            : throw run.Fail("no items for cycling given")),
        "changed" => new Callable("changed", (run, arguments) => Changed(run, arguments)),
        _ => new Undefined($"'loop' has no attribute '{name}'"),
    };

    private bool Changed(Run run, Arguments arguments)
    {
        var now = new Items(arguments.Positional, isTuple: true);
        var changed = !_compared || !Equality.Same(run, _last, now);
        (_last, _compared) = (now, true);
        return changed;
    }
}
