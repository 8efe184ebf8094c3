namespace Onebox.Templates.Jinja;

/// <summary>Bounds on a template, so that one from a stranger's model file cannot take the worker down.</summary>
public sealed record JinjaLimits
{
    /// <value>1 Mi characters of source.</value>
    public int TemplateCharacters { get; init; } = 1 << 20;

    /// <value>5 million evaluated nodes; building or scanning long strings is charged by length.</value>
    public long Steps { get; init; } = 5_000_000;

    /// <value>16 Mi characters, for the output and for any single value.</value>
    public int OutputCharacters { get; init; } = 16 << 20;

    /// <value>500 levels of nested expressions, statements or macro calls.</value>
    public int Depth { get; init; } = 500;

    public static JinjaLimits Default { get; } = new();
}
