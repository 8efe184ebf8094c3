namespace Onebox.Templates.Jinja.Values;

/// <summary>What a missing name or field evaluates to: prints as nothing, is false, and fails when it is used as a value.</summary>
internal sealed class Undefined(string reason)
{
    public string Reason { get; } = reason;

    public static Undefined Name(string name) => new($"'{name}' is undefined");

    public static Undefined Field(object? owner, object? key) =>
        owner is Undefined inner ? inner : new($"'{PythonText.TypeName(owner)} object' has no attribute '{key}'");
}
