using MudBlazor;

namespace Onebox.Console.Frame;

/// <summary>A place in the navigation and in the search. Only what works is listed.</summary>
/// <param name="Action">What a viewer must be allowed; null for everyone.</param>
internal sealed record Place(string Name, string Address, string Icon, string? Action, string Summary)
{
    public static readonly IReadOnlyList<Place> All =
    [
        new("Home", "/", Icons.Material.Outlined.Home, null, "What is running, what needs attention, the next step"),
        new("Chat", "/chat", Icons.Material.Outlined.Forum, "infer", "Talk to a model"),
        new("Knowledge", "/knowledge", Icons.Material.Outlined.LocalLibrary, "knowledge:read", "Documents that can be searched and asked"),
        new("Models", "/models", Icons.Material.Outlined.ViewInAr, "models:read", "What is on this box, and what can be had")
        {
            Corners = [new("Presets", "/models/presets", "models:read", "Known models that can be had"), new("What box do I need?", "/models/advice", "models:read", "From a model and its users to a machine")],
        },
        new("Datasets", "/datasets", Icons.Material.Outlined.Dataset, "datasets:read", "Rows to train on, evaluate with and predict over")
        {
            Corners = [new("Import a dataset", "/datasets/import", "datasets:write", "A file of rows"), new("Predictions", "/predictions", "infer", "A model asked about every row of a dataset")],
        },
        new("Training", "/training", Icons.Material.Outlined.School, "training:read", "Teach models from your own data, and watch them learn")
        {
            Corners = [new("New training run", "/training/new", "training:write", "Base, dataset, method")],
        },
        new("Evaluations", "/evaluations", Icons.Material.Outlined.Rule, "models:read", "How good models are, and which one is better")
        {
            Corners = [new("Promotions", "/promotions", "models:read", "How routes came to lead where they do, and the way back")],
        },
        new("Deployments", "/deployments", Icons.Material.Outlined.RocketLaunch, "deployments:read", "Models that answer, their routes and requests")
        {
            Corners =
            [
                new("Routes", "/routes", "deployments:read", "The names that requests use"),
                new("External engines", "/engines", "deployments:read", "Servers elsewhere"),
                new("Requests", "/requests", "deployments:read", "What became of each request"),
            ],
        },
        new("Pool", "/pool", Icons.Material.Outlined.Memory, "pool:read", "Devices, and who holds them"),
        new("Tasks", "/tasks", Icons.Material.Outlined.Checklist, "tasks:read", "Everything that takes its time"),
        new("Access", "/access", Icons.Material.Outlined.AdminPanelSettings, "keys:own", "Users, keys and the audit")
        {
            Corners = [new("Keys", "/access/keys", "keys:own", "For programs that call this box"), new("Audit", "/access/audit", "access:read", "Who did what")],
        },
    ];

    /// <summary>Pages that belong to it and are found by the search.</summary>
    public IReadOnlyList<Corner> Corners { get; init; } = [];

    /// <param name="path">A page's path, beginning with a slash.</param>
    /// <returns>True when the page is this place or belongs to it.</returns>
    public bool Has(string path) => Address == "/" ? path == "/" : Corners.Select(c => c.Address).Prepend(Address).Any(a => path == a || path.StartsWith(a + "/", StringComparison.Ordinal));

    /// <summary>A page of a place.</summary>
    internal sealed record Corner(string Name, string Address, string Action, string Summary);
}
