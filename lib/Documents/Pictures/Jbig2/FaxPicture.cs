using System.Buffers.Binary;
using BitMiracle.LibTiff.Classic;

namespace Onebox.Documents.Pictures.Jbig2;

/// <summary>Pixels packed as a fax of group 4 (MMR): put into a TIFF file in memory, whose reader knows them.</summary>
internal static class FaxPicture
{
    private const int Head = 8;

    public static Bilevel Decode(ReadOnlyMemory<byte> packed, long width, long height, Jbig2Limits limits)
    {
        var picture = limits.New(width, height);
        if (picture.Pixels.Length == 0) return picture;
        SilentTiff.Use();
        using var tiff = Tiff.ClientOpen("fax", "r", new MemoryStream(File(packed.Span, picture.Width, picture.Height)), new TiffStream()) ?? throw new InvalidDataException("A part packed as a fax is damaged.");
        var row = new byte[(picture.Width + 7) / 8];
        for (var y = 0; y < picture.Height; y++)
        {
            limits.Tick();
            // A damaged row ends the picture there, as a fax machine would print it.
            if (!tiff.ReadScanline(row, y)) break;
            for (var x = 0; x < picture.Width; x++) picture.Pixels[(y * picture.Width) + x] = (byte)((row[x >> 3] >> (7 - (x & 7))) & 1);
        }

        return picture;
    }

    /// <summary>One strip, white is 0: TIFF 6.0, section 11.</summary>
    private static byte[] File(ReadOnlySpan<byte> packed, int width, int height)
    {
        (ushort Tag, int Value)[] fields = [(256, width), (257, height), (258, 1), (259, 4), (262, 0), (273, 0), (277, 1), (278, height), (279, packed.Length)];
        var directory = Head + packed.Length + (packed.Length & 1);
        var file = new byte[directory + 2 + (12 * fields.Length) + 4];
        "II*\0"u8.CopyTo(file);
        BinaryPrimitives.WriteInt32LittleEndian(file.AsSpan(4), directory);
        packed.CopyTo(file.AsSpan(Head));
        BinaryPrimitives.WriteInt16LittleEndian(file.AsSpan(directory), (short)fields.Length);
        for (var i = 0; i < fields.Length; i++)
        {
            var field = file.AsSpan(directory + 2 + (12 * i));
            BinaryPrimitives.WriteUInt16LittleEndian(field, fields[i].Tag);
            BinaryPrimitives.WriteUInt16LittleEndian(field[2..], 4);
            BinaryPrimitives.WriteInt32LittleEndian(field[4..], 1);
            BinaryPrimitives.WriteInt32LittleEndian(field[8..], fields[i].Tag == 273 ? Head : fields[i].Value);
        }

        return file;
    }
}
