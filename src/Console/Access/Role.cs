namespace Onebox.Console.Access;

/// <summary>A role in words; each may also do what the ones before it may.</summary>
internal sealed record Role(string Name, string May)
{
    /// <summary>From the least to the most.</summary>
    public static readonly IReadOnlyList<Role> All =
    [
        new("reader", "Ask models, and see models, deployments, the pool and tasks."),
        new("developer", "And make keys of their own, for programs that call models."),
        new("engineer", "And import and delete models, deploy and stop them, move routes, cancel tasks."),
        new("owner", "And give and take access, read the audit, and stop the box."),
    ];
}
