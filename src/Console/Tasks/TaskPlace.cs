using Onebox.Api.Tasks;

namespace Onebox.Console.Tasks;

/// <summary>Where what a task makes or changes is shown.</summary>
internal static class TaskPlace
{
    private static readonly (string Kind, string Address, bool HasPage)[] Places =
    [
        ("model", "/models", true),
        ("deployment", "/deployments", true),
        ("dataset", "/datasets", true),
        ("training", "/training", true),
        ("evaluation", "/evaluations", true),
        // An evaluation of a base has no page of its own: its figures are on the base's.
        ("knowledge.evaluate", "/knowledge", false),
        ("knowledge", "/knowledge", true),
        ("promotion", "/promotions", false),
        ("prediction", "/predictions", false),
    ];

    /// <returns>Null where there is no such place.</returns>
    public static string? Of(TaskInfo task) =>
        task.ResourceId is { } id && Places.FirstOrDefault(p => task.Kind == p.Kind || task.Kind.StartsWith(p.Kind + ".", StringComparison.Ordinal)) is { Kind: not null } place
            ? place.HasPage ? $"{place.Address}/{Uri.EscapeDataString(id)}" : place.Address
            : null;
}
