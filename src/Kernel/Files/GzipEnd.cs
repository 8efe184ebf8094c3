using System.Buffers.Binary;
using System.IO.Compression;
using System.IO.Hashing;

namespace Onebox.Kernel.Files;

/// <summary>
/// Whether a gzip file is whole: unpacking takes one that was cut short for one that ends there. A member ends with the CRC-32 and the length, modulo 2³², of what it holds (RFC 1952, 2.3.1).
/// </summary>
public static class GzipEnd
{
    private const int TrailerBytes = 8;

    /// <param name="unpacked">How many bytes came out of the whole file.</param>
    public static bool IsThere(string path, long unpacked)
    {
        using var file = File.OpenRead(path);
        if (file.Length < TrailerBytes) return false;
        Span<byte> trailer = stackalloc byte[TrailerBytes];
        file.Seek(-TrailerBytes, SeekOrigin.End);
        file.ReadExactly(trailer);
        var (crc, length) = (BinaryPrimitives.ReadUInt32LittleEndian(trailer), BinaryPrimitives.ReadUInt32LittleEndian(trailer[4..]));
        return length == (uint)unpacked || (length < unpacked && EndsWith(file, unpacked - length, crc));
    }

    /// <summary>Of several members, one behind the other, the trailer is the last one's.</summary>
    private static bool EndsWith(FileStream file, long from, uint crc)
    {
        file.Position = 0;
        using var unpacked = new GZipStream(file, CompressionMode.Decompress);
        var (buffer, left, hash) = (new byte[1 << 16], from, new Crc32());
        while (left > 0)
        {
            var read = unpacked.Read(buffer, 0, (int)Math.Min(left, buffer.Length));
            if (read == 0) return false;
            left -= read;
        }

        hash.Append(unpacked);
        return hash.GetCurrentHashAsUInt32() == crc;
    }
}
