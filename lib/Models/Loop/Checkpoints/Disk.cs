using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Onebox.Models.Loop;

/// <summary>What .NET does not offer for files that must survive: names made durable, pages dropped so that a read comes from the disk.</summary>
internal static partial class Disk
{
    private const int DontNeed = 4;
    private const uint WriteRange = 2;

    /// <summary>Makes the names in a folder durable.</summary>
    public static void SyncFolder(string folder)
    {
        const int readOnly = 0, directory = 0x10000, closeOnExec = 0x80000;
        using var handle = new SafeFileHandle(Open(folder, readOnly | directory | closeOnExec), ownsHandle: true);
        if (handle.IsInvalid || Sync(handle) != 0) throw new IOException($"The folder {folder} cannot be made durable (error {Marshal.GetLastPInvokeError()}).");
    }

    /// <summary>Replaces a small file whole or not at all, durably.</summary>
    public static void Replace(string path, ReadOnlySpan<byte> content, Action<string> boundary)
    {
        var temporary = path + ".tmp";
        Write(temporary, content);
        boundary(Path.GetFileName(temporary));
        File.Move(temporary, path, overwrite: true);
        boundary(Path.GetFileName(path));
        SyncFolder(Path.GetDirectoryName(path)!);
    }

    public static void Write(string path, ReadOnlySpan<byte> content)
    {
        using var stream = new FileStream(path, FileMode.Create, FileAccess.Write, FileShare.None, bufferSize: 0);
        stream.Write(content);
        stream.Flush(flushToDisk: true);
    }

    public static void Move(string from, string to)
    {
        Directory.Move(from, to);
        SyncFolder(Path.GetDirectoryName(to)!);
    }

    /// <summary>Asks the system to forget a file's pages: what is read next was on the disk. They must be flushed.</summary>
    public static void DropPages(SafeFileHandle file) => _ = Advise(file, 0, 0, DontNeed);

    /// <summary>Lets the disk begin with what was written, so that the flush at the end finds little left. A hint: nothing depends on it.</summary>
    public static void StartWriting(SafeFileHandle file, long offset, long length) => _ = SyncRange(file, offset, length, WriteRange);

    [LibraryImport("libc", EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Open(string path, int flags);

    [LibraryImport("libc", EntryPoint = "fsync", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Sync(SafeFileHandle descriptor);

    [LibraryImport("libc", EntryPoint = "posix_fadvise")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Advise(SafeFileHandle descriptor, long offset, long length, int advice);

    [LibraryImport("libc", EntryPoint = "sync_file_range")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int SyncRange(SafeFileHandle descriptor, long offset, long length, uint flags);
}
