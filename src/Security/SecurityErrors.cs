using System.Globalization;
using Onebox.Kernel;

namespace Onebox.Security;

/// <summary>The caller's fault, all of them: not known, not allowed, too fast, or asking for what cannot be.</summary>
internal static class SecurityErrors
{
    public static Problem Unauthenticated { get; } = new(
        ProblemKind.Unauthenticated, "access.unauthenticated", "This needs a key or a sign-in.", "Send 'Authorization: Bearer ob_…' with a key from 'onebox keys create', or sign in to the console.");

    public static Problem CredentialRefused { get; } = new(
        ProblemKind.Unauthenticated, "access.credential_refused", "The key or session is unknown, expired or revoked.", "Make a new key with 'onebox keys create', or sign in again.");

    public static Problem Forbidden(string name, string action) => new(
        ProblemKind.Forbidden, "access.forbidden", $"{name} may not do this: it needs '{action}'.", "Ask the box's owner for a role or key that has it.");

    public static Problem CrossSite { get; } = new(
        ProblemKind.Forbidden, "access.cross_site", "A change was asked for by a page of another site.", "Use the console at this box's own address.");

    public static Problem TooFast(TimeSpan retryAfter) => new(
        ProblemKind.Busy, "access.too_many_requests", "Too many requests in a short time.", $"Wait {Math.Ceiling(retryAfter.TotalSeconds)} s and try again.")
    { RetryAfter = retryAfter };

    public static Problem QuotaExceeded(string what, long limit, DateTimeOffset until, TimeSpan retryAfter) => new(
        ProblemKind.Busy, "quota.exceeded", $"This key's quota of {limit} {what} is used up.", $"It starts anew at {until.UtcDateTime.ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture)} UTC; the box's owner can raise it.")
    { RetryAfter = retryAfter };

    public static ProblemException SignInRefused() => new Problem(
        ProblemKind.Unauthenticated, "access.sign_in_refused", "The name, the password or the link is wrong, expired or already used.", "Ask the box's owner for a new link ('onebox users link NAME').").ToException();

    public static ProblemException UserNotFound(string user) => new Problem(
        ProblemKind.NotFound, "user.not_found", $"There is no user {user}.", "See 'onebox users list'.").ToException();

    public static ProblemException UserExists(string name) => new Problem(
        ProblemKind.Conflict, "user.exists", $"There is already a user {name}.", "Choose another name.").ToException();

    public static ProblemException LastOwner() => new Problem(
        ProblemKind.Conflict, "user.last_owner", "This is the last owner of the box, who cannot be removed, disabled or given a lesser role.", "Make another owner first.").ToException();

    public static ProblemException KeyNotFound(string key) => new Problem(
        ProblemKind.NotFound, "key.not_found", $"There is no key {key} of yours.", "See 'onebox keys list'.").ToException();

    public static ProblemException KeyAmbiguous(string name) => new Problem(
        ProblemKind.Conflict, "key.ambiguous", $"Several users have a key named {name}.", "Say which one by its id: 'onebox keys list --all' shows them.").ToException();

    public static ProblemException KeyExists(string name) => new Problem(
        ProblemKind.Conflict, "key.exists", $"You already have a key named {name}.", "Revoke it first, or choose another name.").ToException();

    public static ProblemException RoleTooHigh(string role) => new Problem(
        ProblemKind.Forbidden, "access.role_too_high", $"A key or user cannot be given the role {role}, which may more than you may.").ToException();
}
