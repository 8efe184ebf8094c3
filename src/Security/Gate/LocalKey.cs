using System.Security.Cryptography;
using System.Text;
using Onebox.Kernel.Files;

namespace Onebox.Security.Gate;

/// <summary>
/// The key that makes whoever owns the data folder the box's owner: a file that only they can read, made anew at every start. So the command
/// line works on the box itself without signing in.
/// </summary>
public sealed class LocalKey
{
    internal const string Prefix = "obl_";

    private readonly byte[] _hash;

    public LocalKey(DataFolder data)
    {
        var secret = Prefix + Secrets.New();
        _hash = SHA256.HashData(Encoding.UTF8.GetBytes(secret));
        File = Path.Combine(data.Run, "local.key");
        System.IO.File.Delete(File);
        using var stream = new FileStream(File, new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite });
        stream.Write(Encoding.UTF8.GetBytes(secret));
    }

    /// <summary>The file that holds the key.</summary>
    public string File { get; }

    internal bool Matches(string secret) => CryptographicOperations.FixedTimeEquals(_hash, SHA256.HashData(Encoding.UTF8.GetBytes(secret)));
}
