using System.Security.Cryptography;

namespace Onebox.Catalog.Importing;

/// <summary>SHA-256 of a whole file.</summary>
internal static class FileHash
{
    private const int Piece = 1 << 20;

    /// <param name="progress">Told the bytes read so far.</param>
    /// <returns>Lower-case hex, and how many bytes were read.</returns>
    public static async Task<(string Sha256, long Length)> ReadAsync(string path, Action<long> progress, CancellationToken cancellation)
    {
        await using var stream = new FileStream(path, new FileStreamOptions { Access = FileAccess.Read, Share = FileShare.Read, BufferSize = 0, Options = FileOptions.Asynchronous | FileOptions.SequentialScan });
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var buffer = new byte[Piece];
        long length = 0;
        int read;
        while ((read = await stream.ReadAsync(buffer, cancellation)) > 0)
        {
            hash.AppendData(buffer.AsSpan(0, read));
            progress(length += read);
        }

        return (Convert.ToHexStringLower(hash.GetHashAndReset()), length);
    }
}
