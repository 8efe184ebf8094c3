namespace Onebox.Templates.Jinja.Values;

/// <summary>A Python list or tuple. Never changed after it is made: the environment is immutable.</summary>
internal sealed class Items(IReadOnlyList<object?> values, bool isTuple = false)
{
    public IReadOnlyList<object?> Values { get; } = values;

    public bool IsTuple { get; } = isTuple;

    public int Count => Values.Count;
}
