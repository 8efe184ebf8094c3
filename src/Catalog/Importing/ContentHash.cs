using System.Security.Cryptography;
using System.Text;

namespace Onebox.Catalog.Importing;

/// <summary>
/// Names a model's content whatever its files are called: SHA-256 over the files' own SHA-256 in lower-case hex, sorted, each followed by
/// a line feed. See <c>docs/formats/model-folder.md</c>.
/// </summary>
internal static class ContentHash
{
    public static string Of(IEnumerable<string> sha256OfFiles) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.ASCII.GetBytes(string.Concat(sha256OfFiles.Order(StringComparer.Ordinal).Select(hash => hash + "\n")))));
}
