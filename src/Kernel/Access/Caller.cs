using Microsoft.AspNetCore.Http;

namespace Onebox.Kernel.Access;

/// <summary>Who asks. Security puts it on every request that it lets through.</summary>
/// <param name="UserId">The user, also behind a key.</param>
/// <param name="Name">For people and for the audit.</param>
/// <param name="KeyId">The API key that was shown; null for a console sign-in.</param>
/// <param name="Actions">What the caller may do; see <see cref="Access.Actions"/>.</param>
/// <param name="Routes">The routes the caller may ask; null for all.</param>
/// <param name="Groups">The groups that the user belongs to: documents name those that may read them; null for none.</param>
public sealed record Caller(string UserId, string Name, string Role, string? KeyId, IReadOnlySet<string> Actions, IReadOnlySet<string>? Routes, IReadOnlySet<string>? Groups = null)
{
    /// <summary>The box itself, for work that no person started.</summary>
    public static Caller Box { get; } = new("box", "box", "owner", null, Access.Actions.All.ToHashSet(StringComparer.Ordinal), null);

    public bool May(string action) => Actions.Contains(action);

    public bool MayUseRoute(string route) => Routes is null || Routes.Contains(route);

    /// <summary>Requests of the same key (or of the same user without one) share one fair share of the engine.</summary>
    public string FairnessKey => KeyId ?? UserId;
}

public static class CallerExtensions
{
    /// <summary>The caller of this request.</summary>
    /// <exception cref="InvalidOperationException">On an anonymous endpoint: it has no caller.</exception>
    public static Caller Caller(this HttpContext context) =>
        context.Features.Get<Caller>() ?? throw new InvalidOperationException("This endpoint is open to anyone and has no caller.");
}
