using System.Buffers.Binary;
using System.Text;

namespace Onebox.Documents.Recognition;

/// <summary>The directory of an OLE compound file (MS-CFB): enough to know what is in it.</summary>
internal static class CompoundFile
{
    private const int MostEntries = 10_000;
    private const uint MaxSector = 0xFFFFFFFA;

    public static bool Is(ReadOnlySpan<byte> head) => head.StartsWith<byte>([0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1]);

    /// <returns>Names of its streams and storages; empty if the directory is broken.</returns>
    public static HashSet<string> Names(Stream content)
    {
        var names = new HashSet<string>(StringComparer.Ordinal);
        var header = new byte[512];
        content.Position = 0;
        if (content.ReadAtLeast(header, 512, throwOnEndOfStream: false) < 512) return names;
        var sectorSize = 1 << Math.Clamp((int)BinaryPrimitives.ReadUInt16LittleEndian(header.AsSpan(30)), 7, 16);
        var sector = BinaryPrimitives.ReadUInt32LittleEndian(header.AsSpan(48));
        var seen = new HashSet<uint>();
        var buffer = new byte[sectorSize];
        while (sector < MaxSector && seen.Add(sector) && names.Count < MostEntries && Read(content, sector, buffer))
        {
            for (var at = 0; at + 128 <= sectorSize; at += 128)
            {
                var length = BinaryPrimitives.ReadUInt16LittleEndian(buffer.AsSpan(at + 64));
                if (length is >= 2 and <= 64 && buffer[at + 66] != 0) names.Add(Encoding.Unicode.GetString(buffer, at, length - 2));
            }

            sector = Next(content, header, sector, sectorSize);
        }

        content.Position = 0;
        return names;
    }

    private static bool Read(Stream content, uint sector, byte[] buffer)
    {
        var position = ((long)sector + 1) * buffer.Length;
        if (position >= content.Length) return false;
        content.Position = position;
        Array.Clear(buffer);
        return content.ReadAtLeast(buffer, buffer.Length, throwOnEndOfStream: false) > 0;
    }

    // The chain is in the FAT, whose first 109 sectors the header lists: enough for files of 6 MiB and more; a longer directory is cut, and that is no harm.
    private static uint Next(Stream content, byte[] header, uint sector, int sectorSize)
    {
        var perSector = (uint)sectorSize / 4;
        var index = sector / perSector;
        if (index >= 109) return uint.MaxValue;
        var fat = BinaryPrimitives.ReadUInt32LittleEndian(header.AsSpan((int)(76 + (index * 4))));
        if (fat >= MaxSector) return uint.MaxValue;
        var table = new byte[sectorSize];
        return Read(content, fat, table) ? BinaryPrimitives.ReadUInt32LittleEndian(table.AsSpan((int)(sector % perSector) * 4)) : uint.MaxValue;
    }
}
