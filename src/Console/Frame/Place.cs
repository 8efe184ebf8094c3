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
        new("Models", "/models", Icons.Material.Outlined.ViewInAr, "models:read", "What is on this box, and what can be had"),
        new("Datasets", "/datasets", Icons.Material.Outlined.Dataset, "datasets:read", "Rows to train on, evaluate with and predict over"),
        new("Training", "/training", Icons.Material.Outlined.School, "training:read", "Teach models from your own data, and watch them learn"),
        new("Deployments", "/deployments", Icons.Material.Outlined.RocketLaunch, "deployments:read", "Models that answer, their routes and requests"),
        new("Evaluations", "/evaluations", Icons.Material.Outlined.Rule, "models:read", "How good models are, and which one is better"),
        new("Pool", "/pool", Icons.Material.Outlined.Memory, "pool:read", "Devices, and who holds them"),
        new("Tasks", "/tasks", Icons.Material.Outlined.Checklist, "tasks:read", "Everything that takes its time"),
        new("Access", "/access", Icons.Material.Outlined.AdminPanelSettings, "keys:own", "Users, keys and the audit"),
    ];
}
