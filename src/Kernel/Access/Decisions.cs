using Microsoft.AspNetCore.Builder;

namespace Onebox.Kernel.Access;

/// <summary>
/// The decision that every endpoint must carry: which action it needs, or that it is open. The host refuses to start with an endpoint
/// that has none; Security enforces it.
/// </summary>
/// <param name="Action">One of <see cref="Actions"/>; null for an endpoint that anyone may call.</param>
public sealed record AccessDecision(string? Action);

public static class AccessDecisionExtensions
{
    /// <summary>Only callers that hold <paramref name="action"/> may call this endpoint or group.</summary>
    public static TBuilder Allow<TBuilder>(this TBuilder endpoint, string action)
        where TBuilder : IEndpointConventionBuilder => endpoint.WithMetadata(new AccessDecision(action));

    /// <summary>Anyone may call this endpoint. Say why beside the call.</summary>
    public static TBuilder AllowAnyone<TBuilder>(this TBuilder endpoint)
        where TBuilder : IEndpointConventionBuilder => endpoint.WithMetadata(new AccessDecision(null));
}
