using System.Buffers.Binary;
using System.Text;

namespace Onebox.Testing.Mixed;

/// <summary>A compound file as Office writes it around an encrypted package (MS-CFB, MS-OFFCRYPTO): a directory with <c>EncryptionInfo</c> and <c>EncryptedPackage</c>.</summary>
internal static class LockedOffice
{
    private const int Sector = 512;
    private const uint End = 0xFFFFFFFE;
    private const uint Free = 0xFFFFFFFF;

    public static byte[] Make()
    {
        // Header, sector 0: the table of sectors, sector 1: the directory, sectors 2 to 9: the package.
        var file = new byte[11 * Sector];
        new byte[] { 0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1 }.CopyTo(file, 0);
        Short(file, 24, 0x3E);
        Short(file, 26, 3);
        Short(file, 28, 0xFFFE);
        Short(file, 30, 9);
        Short(file, 32, 6);
        Number(file, 44, 1);
        Number(file, 48, 1);
        Number(file, 56, 4096);
        Number(file, 60, End);
        Number(file, 68, End);
        for (var i = 0; i < 109; i++) Number(file, 76 + (4 * i), i == 0 ? 0 : Free);
        for (var i = 0; i < 128; i++) Number(file, Sector + (4 * i), i switch { 0 => 0xFFFFFFFD, 1 => End, < 9 => (uint)(i + 1), 9 => End, _ => Free });
        var directory = 2 * Sector;
        Entry(file, directory, "Root Entry", 5, child: 1, right: Free, start: End, size: 0);
        Entry(file, directory + 128, "EncryptedPackage", 2, child: Free, right: 2, start: 2, size: 8 * Sector);
        Entry(file, directory + 256, "EncryptionInfo", 2, child: Free, right: Free, start: End, size: 0);
        new Random(5).NextBytes(file.AsSpan(3 * Sector));
        return file;
    }

    private static void Entry(byte[] file, int at, string name, byte type, uint child, uint right, uint start, uint size)
    {
        Encoding.Unicode.GetBytes(name).CopyTo(file, at);
        Short(file, at + 64, (ushort)(2 * (name.Length + 1)));
        (file[at + 66], file[at + 67]) = (type, 1);
        Number(file, at + 68, Free);
        Number(file, at + 72, right);
        Number(file, at + 76, child);
        Number(file, at + 116, start);
        Number(file, at + 120, size);
    }

    private static void Short(byte[] file, int at, ushort value) => BinaryPrimitives.WriteUInt16LittleEndian(file.AsSpan(at), value);

    private static void Number(byte[] file, int at, uint value) => BinaryPrimitives.WriteUInt32LittleEndian(file.AsSpan(at), value);
}
