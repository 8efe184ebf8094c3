namespace Onebox.Kernel.Ports;

/// <summary>Finds a module's own resources for the one search over everything.</summary>
public interface ISearchSource
{
    /// <summary>At most <paramref name="limit"/> hits that <paramref name="caller"/> may see, best first, within 200 ms.</summary>
    ValueTask<IReadOnlyList<SearchHit>> FindAsync(string text, Access.Caller caller, int limit, CancellationToken cancellation);
}

/// <param name="Score">From 0 to 1: 1 is the very name.</param>
/// <param name="Page">The console's page for it, from the root.</param>
public sealed record SearchHit(string Id, string Kind, string Name, string? Summary, double Score, string Page);

/// <summary>Scores a name against what was typed, alike in every source so that hits of all modules sort together.</summary>
public static class SearchScore
{
    /// <returns>1 for the same text, 0.9 for a beginning, 0.7 for a word's beginning, 0.5 for a part, 0 for none; case is ignored.</returns>
    public static double Of(string? candidate, string typed)
    {
        if (string.IsNullOrEmpty(candidate) || typed.Length == 0) return 0;
        if (candidate.Equals(typed, StringComparison.OrdinalIgnoreCase)) return 1;
        var at = candidate.IndexOf(typed, StringComparison.OrdinalIgnoreCase);
        return at switch
        {
            < 0 => 0,
            0 => 0.9,
            _ => char.IsLetterOrDigit(candidate[at - 1]) ? 0.5 : 0.7,
        };
    }
}
