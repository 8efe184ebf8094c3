using System.Collections.Concurrent;
using Onebox.Api.Deployments;

namespace Onebox.Knowledge.Answering;

/// <param name="ContextTokens">What the route's engines read at once; null while nothing told.</param>
/// <param name="Counts">False: it was asked to count tokens, and cannot.</param>
/// <param name="TokensPerByte">For engines that do not count tokens for us: measured by what they said of a prompt.</param>
internal sealed record RouteLimit(int? ContextTokens, double TokensPerByte, bool Counts = true);

/// <summary>What engines elsewhere let on about themselves by refusing a prompt, for as long as their route leads to them. Forgotten with the process: one refusal tells it again.</summary>
internal sealed class RouteLimits
{
    /// <summary>Fewer bytes a token than any common text has.</summary>
    private const double Cautious = 1 / 2.5;

    private readonly ConcurrentDictionary<string, RouteLimit> _limits = new(StringComparer.Ordinal);

    public RouteLimit Of(RouteInfo route) => _limits.GetValueOrDefault(Key(route)) ?? new RouteLimit(null, Cautious);

    /// <summary>The route's engine does not count tokens for others.</summary>
    public void CannotCount(RouteInfo route) => _limits[Key(route)] = Of(route) with { Counts = false };

    /// <param name="assumed">The context that the prompt was made for.</param>
    /// <param name="bytes">The prompt's length as it was sent.</param>
    public void Learn(RouteInfo route, ContextError error, int assumed, int bytes)
    {
        var known = Of(route);
        // One that does not tell its limit is taken to have half of what was tried.
        var limit = error.Limit ?? Math.Max(64, Math.Min(known.ContextTokens ?? assumed, assumed) / 2);
        var density = error.Prompt is { } tokens && bytes > 0 ? Math.Max(known.TokensPerByte, 1.05 * tokens / bytes) : known.TokensPerByte;
        _limits[Key(route)] = known with { ContextTokens = limit, TokensPerByte = density };
    }

    private static string Key(RouteInfo route) => $"{route.Name}\n{string.Join('\n', route.Targets.Where(t => t.Weight > 0).Select(t => $"{t.Deployment} {t.Model}"))}";
}
