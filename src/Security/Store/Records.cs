using Onebox.Api.Access;

namespace Onebox.Security.Store;

internal sealed class UserRecord
{
    public required string Id { get; set; }
    public required string Name { get; set; }
    public required string Role { get; set; }
    /// <summary>Space-separated; null: none.</summary>
    public string? Groups { get; set; }
    public string? PasswordHash { get; set; }
    public bool Disabled { get; set; }
    public DateTimeOffset CreatedAt { get; set; }
    public DateTimeOffset? LastSeenAt { get; set; }

    public UserInfo ToInfo() => new(Id, Name, Role, Disabled, CreatedAt, LastSeenAt, GroupList());

    public IReadOnlyList<string>? GroupList() => Groups?.Split(' ', StringSplitOptions.RemoveEmptyEntries);
}

/// <summary>A single-use sign-in link. Only the hash of its token is kept.</summary>
internal sealed class LinkRecord
{
    public required string TokenHash { get; set; }
    public required string UserId { get; set; }
    public DateTimeOffset ExpiresAt { get; set; }
    public DateTimeOffset? UsedAt { get; set; }
}

/// <summary>A console sign-in.</summary>
internal sealed class SessionRecord
{
    public required string TokenHash { get; set; }
    public required string UserId { get; set; }
    public DateTimeOffset CreatedAt { get; set; }
    public DateTimeOffset LastSeenAt { get; set; }
}

/// <summary>An API key; the key itself is never kept.</summary>
internal sealed class KeyRecord
{
    public required string Id { get; set; }
    public required string Name { get; set; }
    public required string Prefix { get; set; }
    public required string Hash { get; set; }
    public required string UserId { get; set; }
    public required string Role { get; set; }

    /// <summary>Space-separated; null: all that the role may.</summary>
    public string? Actions { get; set; }

    /// <summary>Space-separated; null: all.</summary>
    public string? Routes { get; set; }
    /// <summary>Space-separated; null: those of its user.</summary>
    public string? Groups { get; set; }
    public long? RequestsPerDay { get; set; }
    public long? TokensPerDay { get; set; }
    public int? RequestsPerMinute { get; set; }
    public bool Revoked { get; set; }
    public DateTimeOffset CreatedAt { get; set; }
    public DateTimeOffset? ExpiresAt { get; set; }
    public DateTimeOffset? LastUsedAt { get; set; }

    public KeyInfo ToInfo(long requests, long tokens) => new()
    {
        Id = Id,
        Name = Name,
        Prefix = Prefix,
        UserId = UserId,
        Role = Role,
        Actions = Actions?.Split(' '),
        Routes = Routes?.Split(' '),
        Groups = Groups?.Split(' ', StringSplitOptions.RemoveEmptyEntries),
        CreatedAt = CreatedAt,
        ExpiresAt = ExpiresAt,
        LastUsedAt = LastUsedAt,
        Revoked = Revoked,
        Quota = RequestsPerDay is null && TokensPerDay is null && RequestsPerMinute is null ? null : new KeyQuota(RequestsPerDay, TokensPerDay, RequestsPerMinute),
        RequestsUsed = requests,
        TokensUsed = tokens,
    };
}

/// <summary>What a key has used on one day (UTC, days since 1970).</summary>
internal sealed class UsageRecord
{
    public required string KeyId { get; set; }
    public int Day { get; set; }
    public long Requests { get; set; }
    public long Tokens { get; set; }
}

internal sealed class AuditRecord
{
    /// <summary>Without gaps from 1.</summary>
    public long Number { get; set; }
    public required string Id { get; set; }
    public DateTimeOffset At { get; set; }
    public required string UserId { get; set; }
    public required string UserName { get; set; }
    public string? KeyId { get; set; }
    public required string Action { get; set; }
    public required string Resource { get; set; }
    public string? Detail { get; set; }
    public required string PreviousHash { get; set; }
    public required string Hash { get; set; }

    public AuditEntry ToEntry() => new(Id, Number, At, UserId, UserName, KeyId, Action, Resource, Detail, PreviousHash, Hash);
}
