using Microsoft.AspNetCore.Identity;
using Onebox.Security.Store;

namespace Onebox.Security.Users;

/// <summary>Keeps and checks passwords by the framework's hasher (PBKDF2 with HMAC-SHA512, a salt for each).</summary>
internal sealed class Passwords
{
    private readonly PasswordHasher<UserRecord> _hasher = new();
    private readonly string _nobody;

    public Passwords() => _nobody = _hasher.HashPassword(null!, Secrets.New());

    public string Hash(UserRecord user, string password) => _hasher.HashPassword(user, password);

    /// <summary>Takes as long for a user who does not exist, so that names cannot be found out.</summary>
    public bool Matches(UserRecord? user, string password)
    {
        var result = _hasher.VerifyHashedPassword(user!, user?.PasswordHash ?? _nobody, password);
        return result != PasswordVerificationResult.Failed && user?.PasswordHash is not null;
    }
}
