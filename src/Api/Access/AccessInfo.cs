namespace Onebox.Api.Access;

/// <param name="Role"><c>owner</c>, <c>engineer</c>, <c>developer</c> or <c>reader</c>.</param>
/// <param name="Groups">Documents name the groups that may read them.</param>
public sealed record UserInfo(string Id, string Name, string Role, bool Disabled, DateTimeOffset CreatedAt, DateTimeOffset? LastSeenAt, IReadOnlyList<string>? Groups = null);

/// <summary>The answer holds a single-use link by which the new user sets a password.</summary>
public sealed record CreateUserRequest(string Name, string Role, IReadOnlyList<string>? Groups = null);

public sealed record CreatedUser(UserInfo User, SignInLink Link);

/// <param name="Groups">All groups of the user from now on; null leaves them.</param>
public sealed record UpdateUserRequest(string? Role = null, bool? Disabled = null, IReadOnlyList<string>? Groups = null);

/// <summary>A single-use address that signs its user in.</summary>
public sealed record SignInLink(string Url, DateTimeOffset ExpiresAt);

/// <summary>An API key; the key itself is shown once, when it is made.</summary>
public sealed record KeyInfo
{
    public required string Id { get; init; }
    public required string Name { get; init; }

    /// <summary>The first characters, to know it by.</summary>
    public required string Prefix { get; init; }
    public required string UserId { get; init; }
    public required string Role { get; init; }

    /// <summary>Null: all that the role may.</summary>
    public IReadOnlyList<string>? Actions { get; init; }

    /// <summary>Null: all routes.</summary>
    public IReadOnlyList<string>? Routes { get; init; }

    /// <summary>Groups whose documents it may read; null: those of its user.</summary>
    public IReadOnlyList<string>? Groups { get; init; }
    public DateTimeOffset CreatedAt { get; init; }
    public DateTimeOffset? ExpiresAt { get; init; }
    public DateTimeOffset? LastUsedAt { get; init; }
    public bool Revoked { get; init; }
    public KeyQuota? Quota { get; init; }
    public long RequestsUsed { get; init; }
    public long TokensUsed { get; init; }
}

/// <summary>Limits for each day (UTC); null: none.</summary>
public sealed record KeyQuota(long? RequestsPerDay = null, long? TokensPerDay = null, int? RequestsPerMinute = null);

/// <param name="Role">At most the maker's own; null for <c>developer</c>.</param>
public sealed record CreateKeyRequest(
    string Name,
    string? Role = null,
    IReadOnlyList<string>? Actions = null,
    IReadOnlyList<string>? Routes = null,
    DateTimeOffset? ExpiresAt = null,
    KeyQuota? Quota = null,
    IReadOnlyList<string>? Groups = null);

/// <param name="Key"><c>ob_…</c>: shown this once.</param>
public sealed record CreatedKey(string Key, KeyInfo Info);

/// <summary><c>POST /api/session</c>: by a link's token, or by name and password.</summary>
public sealed record SignInRequest(string? Token = null, string? Name = null, string? Password = null);

/// <summary><c>GET /api/session</c>: who am I, and what may I do?</summary>
public sealed record SessionInfo(string UserId, string Name, string Role, IReadOnlyList<string> Actions, bool HasPassword);

public sealed record SetPasswordRequest(string Password);

/// <param name="Hash">SHA-256 over the previous hash and this entry, hex: a removed or changed entry breaks the chain.</param>
public sealed record AuditEntry(string Id, long Number, DateTimeOffset At, string UserId, string UserName, string? KeyId, string Action, string Resource, string? Detail, string PreviousHash, string Hash);

/// <param name="BrokenAt">The number of the first entry that does not fit; null when the chain is whole.</param>
public sealed record AuditCheck(bool Whole, long Entries, long? BrokenAt);
