using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Onebox.Kernel.Files;

/// <summary>Files that survive SIGKILL and power loss: temp, fsync, rename, fsync the folder.</summary>
public static class DurableFile
{
    /// <summary>Writes <paramref name="path"/> whole or not at all; it is on the disk when this returns.</summary>
    public static async Task WriteAsync(string path, ReadOnlyMemory<byte> content, UnixFileMode mode = UnixFileMode.UserRead | UnixFileMode.UserWrite, CancellationToken cancellation = default)
    {
        var temp = path + ".tmp";
        var options = new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write, UnixCreateMode = mode };
        await using (var stream = new FileStream(temp, options))
        {
            await stream.WriteAsync(content, cancellation);
            stream.Flush(flushToDisk: true);
        }

        Move(temp, path);
    }

    /// <summary>
    /// Renames a file or folder whose content is already on the disk, and makes the new name durable. On another disk it is copied beside its new place first, so that the new name is there whole or not at all; what a crash
    /// leaves is the old one, or both.
    /// </summary>
    public static void Move(string from, string to)
    {
        var folder = Directory.Exists(from);
        if (folder && Path.Exists(to)) throw new IOException($"{to} is there already.");
        if (LibC.rename(from, to) != 0)
        {
            if (Marshal.GetLastPInvokeError() == LibC.OtherDisk) MoveToOtherDisk.Run(from, to);
            // The framework has the words for everything else that may be wrong.
            else if (folder) Directory.Move(from, to);
            else File.Move(from, to, overwrite: true);
        }

        SyncFolder(Path.GetDirectoryName(Path.GetFullPath(to))!);
    }

    /// <summary>Makes the names in <paramref name="folder"/> durable.</summary>
    public static void SyncFolder(string folder)
    {
        // File.OpenHandle refuses folders, so ask the C library.
        using var handle = Native.OpenFolder(folder);
        if (Native.FSync(handle) != 0) throw new IOException($"Cannot make the folder {folder} durable (fsync failed).");
    }

    private static class Native
    {
        public static SafeFileHandle OpenFolder(string folder)
        {
            const int readOnly = 0, directory = 0x10000, closeOnExec = 0x80000;
            var descriptor = LibC.open(folder, readOnly | directory | closeOnExec);
            if (descriptor < 0) throw new DirectoryNotFoundException($"Cannot open the folder {folder}.");
            return new SafeFileHandle(descriptor, ownsHandle: true);
        }

        public static int FSync(SafeFileHandle handle) => LibC.fsync((int)handle.DangerousGetHandle());
    }
}
