using System.Buffers.Binary;
using System.IO.Hashing;
using System.Runtime.InteropServices;

namespace Onebox.Vectors.Files;

/// <summary>One batch in the write-ahead log. Layout: docs/formats/vector-index.md.</summary>
internal static class LogFrame
{
    public const int PrefixBytes = 12; // length u32, checksum u64
    public const int MaxBytes = 1 << 30;

    public static byte[] Encode(long sequence, IReadOnlyCollection<VectorWrite> writes)
    {
        var size = PrefixBytes + 12L + writes.Sum(static w => w.Vector is null ? 9L : 13L + 4L * w.Vector.Length + w.Payload.Length);
        if (size > MaxBytes)
            throw new VectorIndexException(VectorIndexFault.Invalid, $"One batch of {size >> 20} MiB is too large for the log; split it, or use Load for a first fill.");
        var frame = new byte[size];
        var at = PrefixBytes;
        BinaryPrimitives.WriteInt64LittleEndian(frame.AsSpan(at), sequence);
        BinaryPrimitives.WriteInt32LittleEndian(frame.AsSpan(at + 8), writes.Count);
        at += 12;
        foreach (var write in writes)
        {
            frame[at] = write.Vector is null ? (byte)2 : (byte)1;
            BinaryPrimitives.WriteInt64LittleEndian(frame.AsSpan(at + 1), write.Key);
            at += 9;
            if (write.Vector is null)
                continue;
            MemoryMarshal.AsBytes(write.Vector.AsSpan()).CopyTo(frame.AsSpan(at));
            at += 4 * write.Vector.Length;
            BinaryPrimitives.WriteInt32LittleEndian(frame.AsSpan(at), write.Payload.Length);
            write.Payload.CopyTo(frame.AsSpan(at + 4));
            at += 4 + write.Payload.Length;
        }

        BinaryPrimitives.WriteUInt32LittleEndian(frame, (uint)(frame.Length - PrefixBytes));
        BinaryPrimitives.WriteUInt64LittleEndian(frame.AsSpan(4), XxHash3.HashToUInt64(frame.AsSpan(PrefixBytes)));
        return frame;
    }

    /// <returns>False when the body is not a batch of these dimensions, although its checksum was right.</returns>
    public static bool TryDecode(ReadOnlySpan<byte> body, int dimensions, out long sequence, out List<VectorWrite> writes)
    {
        writes = [];
        sequence = 0;
        if (body.Length < 12)
            return false;
        sequence = BinaryPrimitives.ReadInt64LittleEndian(body);
        var count = BinaryPrimitives.ReadInt32LittleEndian(body[8..]);
        body = body[12..];
        for (var i = 0; i < count; i++)
        {
            if (body.Length < 9)
                return false;
            var (kind, key) = (body[0], BinaryPrimitives.ReadInt64LittleEndian(body[1..]));
            body = body[9..];
            if (kind == 2)
            {
                writes.Add(new VectorWrite(key, null, []));
                continue;
            }

            if (kind != 1 || body.Length < 4 * dimensions + 4)
                return false;
            var vector = MemoryMarshal.Cast<byte, float>(body[..(4 * dimensions)]).ToArray();
            var length = BinaryPrimitives.ReadInt32LittleEndian(body[(4 * dimensions)..]);
            body = body[(4 * dimensions + 4)..];
            if (length < 0 || length > body.Length)
                return false;
            writes.Add(new VectorWrite(key, vector, body[..length].ToArray()));
            body = body[length..];
        }

        return body.IsEmpty;
    }
}
