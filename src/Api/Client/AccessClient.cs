using Onebox.Api.Access;

namespace Onebox.Api.Client;

public sealed class AccessClient(BoxConnection connection)
{
    public Task<SessionInfo> WhoAmIAsync(CancellationToken cancellation = default) =>
        connection.GetAsync("api/session", ApiJson.Default.SessionInfo, cancellation);

    public Task SetPasswordAsync(string password, CancellationToken cancellation = default) =>
        connection.SendAsync(HttpMethod.Put, "api/session/password", new SetPasswordRequest(password), ApiJson.Default.SetPasswordRequest, cancellation);

    public Task<Page<UserInfo>> UsersAsync(CancellationToken cancellation = default) =>
        connection.GetAsync("api/users", ApiJson.Default.PageUserInfo, cancellation);

    public Task<CreatedUser> CreateUserAsync(CreateUserRequest request, CancellationToken cancellation = default) =>
        connection.SendAsync(HttpMethod.Post, "api/users", request, ApiJson.Default.CreateUserRequest, ApiJson.Default.CreatedUser, cancellation);

    public Task<UserInfo> UpdateUserAsync(string nameOrId, UpdateUserRequest request, CancellationToken cancellation = default) =>
        connection.SendAsync(HttpMethod.Patch, $"api/users/{Uri.EscapeDataString(nameOrId)}", request, ApiJson.Default.UpdateUserRequest, ApiJson.Default.UserInfo, cancellation);

    public Task DeleteUserAsync(string nameOrId, CancellationToken cancellation = default) =>
        connection.SendAsync(HttpMethod.Delete, $"api/users/{Uri.EscapeDataString(nameOrId)}", cancellation);

    /// <summary>A new single-use sign-in link for a user who has lost the password.</summary>
    public Task<SignInLink> CreateLinkAsync(string nameOrId, CancellationToken cancellation = default) =>
        connection.SendAsync(HttpMethod.Post, $"api/users/{Uri.EscapeDataString(nameOrId)}/link", ApiJson.Default.SignInLink, cancellation);

    /// <param name="all">True: of all users (needs <c>access:read</c>).</param>
    public Task<Page<KeyInfo>> KeysAsync(bool all = false, CancellationToken cancellation = default) =>
        connection.GetAsync($"api/keys?all={(all ? "true" : "false")}", ApiJson.Default.PageKeyInfo, cancellation);

    public Task<CreatedKey> CreateKeyAsync(CreateKeyRequest request, CancellationToken cancellation = default) =>
        connection.SendAsync(HttpMethod.Post, "api/keys", request, ApiJson.Default.CreateKeyRequest, ApiJson.Default.CreatedKey, cancellation);

    public Task RevokeKeyAsync(string nameOrId, CancellationToken cancellation = default) =>
        connection.SendAsync(HttpMethod.Delete, $"api/keys/{Uri.EscapeDataString(nameOrId)}", cancellation);

    /// <summary>Newest first.</summary>
    public Task<Page<AuditEntry>> AuditAsync(string? after = null, int limit = 100, CancellationToken cancellation = default) =>
        connection.GetAsync($"api/audit?limit={limit}{Query.Of("after", after)}", ApiJson.Default.PageAuditEntry, cancellation);

    /// <summary>Checks the hash chain from the first entry to the last.</summary>
    public Task<AuditCheck> CheckAuditAsync(CancellationToken cancellation = default) =>
        connection.GetAsync("api/audit/check", ApiJson.Default.AuditCheck, cancellation);
}
