using System.Security.Cryptography;
using System.Text;

namespace Onebox.Security;

/// <summary>
/// Random secrets and the hashes they are kept by. They have 256 random bits, so one round of SHA-256 cannot be searched through; passwords, which
/// people choose, go through <see cref="Users.Passwords"/>.
/// </summary>
internal static class Secrets
{
    private const string Alphabet = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
    private const int Length = 43;

    /// <summary>43 characters of base62: 256 bits.</summary>
    public static string New() => RandomNumberGenerator.GetString(Alphabet, Length);

    public static string Hash(string secret) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(secret)));
}
