using System.Runtime.InteropServices;

namespace Onebox.Models;

/// <summary>Files that are there whole or not at all: written beside, forced to the disk, renamed, and the name forced to the disk.</summary>
internal static partial class WholeFile
{
    public static void Write(string path, Action<Stream> write)
    {
        var temporary = path + ".tmp";
        using (var stream = new FileStream(temporary, new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write, BufferSize = 1 << 20 }))
        {
            write(stream);
            stream.Flush(flushToDisk: true);
        }
        File.Move(temporary, path, overwrite: true);
        SyncFolder(Path.GetDirectoryName(Path.GetFullPath(path))!);
    }

    public static void SyncFolder(string folder)
    {
        const int ReadOnlyFolder = 0x10000 | 0x80000; // O_DIRECTORY, O_CLOEXEC
        var descriptor = Open(folder, ReadOnlyFolder);
        if (descriptor < 0) throw new DirectoryNotFoundException($"Cannot open the folder {folder}.");
        var failed = FSync(descriptor) != 0;
        _ = Close(descriptor);
        if (failed) throw new IOException($"Cannot make the folder {folder} durable (fsync failed).");
    }

    [LibraryImport("libc", EntryPoint = "open", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Open(string path, int flags);

    [LibraryImport("libc", EntryPoint = "fsync")]
    private static partial int FSync(int descriptor);

    [LibraryImport("libc", EntryPoint = "close")]
    private static partial int Close(int descriptor);
}
