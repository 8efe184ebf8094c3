namespace Onebox.Kernel.Files;

/// <summary>
/// What a rename does within a disk: copies a file or folder beside its new place, brings the copy onto the disk, renames it, and removes the old one. A copy that a crash cut short is thrown away by the next move to the
/// same place.
/// </summary>
internal static class MoveToOtherDisk
{
    private const string Suffix = ".moving";

    public static void Run(string from, string to)
    {
        var copy = to + Suffix;
        Remove(copy);
        if (Directory.Exists(from))
        {
            CopyFolder(from, copy);
            Directory.Move(copy, to);
        }
        else
        {
            CopyFile(from, copy);
            File.Move(copy, to, overwrite: true);
        }

        // Before the old one goes, the new name must be durable.
        DurableFile.SyncFolder(Path.GetDirectoryName(Path.GetFullPath(to))!);
        Remove(from);
    }

    private static void CopyFolder(string from, string to)
    {
        Directory.CreateDirectory(to, File.GetUnixFileMode(from));
        foreach (var file in Directory.EnumerateFiles(from)) CopyFile(file, Path.Combine(to, Path.GetFileName(file)));
        foreach (var folder in Directory.EnumerateDirectories(from)) CopyFolder(folder, Path.Combine(to, Path.GetFileName(folder)));
        DurableFile.SyncFolder(to);
    }

    /// <summary>With its mode, as the framework's copy does.</summary>
    private static void CopyFile(string from, string to)
    {
        File.Copy(from, to);
        using var handle = File.OpenHandle(to);
        RandomAccess.FlushToDisk(handle);
    }

    private static void Remove(string path)
    {
        if (Directory.Exists(path)) Directory.Delete(path, recursive: true);
        else File.Delete(path);
    }
}
