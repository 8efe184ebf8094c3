using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Onebox.Catalog.Importing;

/// <summary>What Linux can do with files and .NET does not wrap: hard links, clones (reflinks), file types.</summary>
internal static partial class UnixFile
{
    private const UnixFileMode ReadOnly = UnixFileMode.UserRead | UnixFileMode.GroupRead | UnixFileMode.OtherRead;

    /// <summary>Gives the file a second name; false where the file system, its owner or a device border forbids it.</summary>
    public static bool TryLink(string existing, string name) => Native.link(existing, name) == 0;

    /// <summary>Makes a file that shares its blocks with <paramref name="source"/> (btrfs, xfs…); false where the file system has no such thing.</summary>
    public static bool TryClone(string source, string target)
    {
        const nuint clone = 0x40049409; // FICLONE, linux/fs.h
        try
        {
            using var from = File.OpenHandle(source);
            bool cloned;
            using (var to = File.OpenHandle(target, FileMode.Create, FileAccess.Write)) cloned = Native.ioctl(Descriptor(to), clone, Descriptor(from)) == 0;
            if (!cloned) File.Delete(target);
            return cloned;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    public static void MakeReadOnly(string path) => File.SetUnixFileMode(path, ReadOnly);

    /// <summary>Refuses pipes, devices and sockets: opening one may wait for ever.</summary>
    public static unsafe void RequireRegular(string path)
    {
        const int currentFolder = -100, typeMask = 0xF000, regular = 0x8000, modeOffset = 28, size = 256; // AT_FDCWD; struct statx, linux/stat.h
        const uint wantType = 1;
        var status = stackalloc byte[size];
        if (Native.statx(currentFolder, path, 0, wantType, status) != 0) return;
        if ((*(ushort*)(status + modeOffset) & typeMask) != regular) throw ImportErrors.NotRegular(path);
    }

    private static int Descriptor(SafeFileHandle handle) => (int)handle.DangerousGetHandle();

    private static unsafe partial class Native
    {
        [LibraryImport("libc", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
        internal static partial int link(string existing, string name);

        [LibraryImport("libc", SetLastError = true)]
        internal static partial int ioctl(int descriptor, nuint request, nint argument);

        [LibraryImport("libc", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
        internal static partial int statx(int folder, string path, int flags, uint mask, byte* status);
    }
}
