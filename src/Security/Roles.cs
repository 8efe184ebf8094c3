using System.Collections.Frozen;
using Onebox.Kernel.Access;

namespace Onebox.Security;

/// <summary>What each role may do. A role that may more contains all that the lesser ones may.</summary>
internal static class Roles
{
    public const string Owner = "owner";
    public const string Engineer = "engineer";
    public const string Developer = "developer";
    public const string Reader = "reader";

    /// <summary>From the least to the most.</summary>
    public static readonly IReadOnlyList<string> Ranked = [Reader, Developer, Engineer, Owner];

    private static readonly FrozenDictionary<string, FrozenSet<string>> May = Build();

    public static bool Exists(string? role) => role is not null && May.ContainsKey(role);

    public static IReadOnlySet<string> ActionsOf(string role) => May.TryGetValue(role, out var actions) ? actions : FrozenSet<string>.Empty;

    /// <summary>True when <paramref name="role"/> is at most as mighty as <paramref name="limit"/>.</summary>
    public static bool Within(string role, string limit) => Rank(role) <= Rank(limit);

    /// <returns>The one that may less.</returns>
    public static string Lesser(string one, string other) => Within(one, other) ? one : other;

    private static int Rank(string role) => Ranked.ToList().IndexOf(role);

    private static FrozenDictionary<string, FrozenSet<string>> Build()
    {
        string[] reader = [Actions.BoxRead, Actions.TasksRead, Actions.PoolRead, Actions.ModelsRead, Actions.KnowledgeRead, Actions.DeploymentsRead, Actions.TrainingRead, Actions.Infer];
        string[] developer = [.. reader, Actions.KeysOwn];
        // Rows may hold what is not for everyone: they are the engineers' alone.
        string[] engineer = [.. developer, Actions.TasksWrite, Actions.ModelsWrite, Actions.DatasetsRead, Actions.DatasetsWrite, Actions.KnowledgeWrite, Actions.DeploymentsWrite, Actions.TrainingWrite];
        return new Dictionary<string, FrozenSet<string>>(StringComparer.Ordinal)
        {
            [Reader] = reader.ToFrozenSet(StringComparer.Ordinal),
            [Developer] = developer.ToFrozenSet(StringComparer.Ordinal),
            [Engineer] = engineer.ToFrozenSet(StringComparer.Ordinal),
            [Owner] = Actions.All.ToFrozenSet(StringComparer.Ordinal),
        }.ToFrozenDictionary(StringComparer.Ordinal);
    }
}
