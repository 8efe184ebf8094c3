using System.Runtime.InteropServices;

namespace Onebox.Kernel.Files;

/// <summary>Where a path really leads.</summary>
public static partial class RealPath
{
    /// <summary>The path without symbolic links, those of <c>/proc</c> among them; of a path that does not exist, as far as it does.</summary>
    public static string Of(string path)
    {
        // No file has such a name, and .NET throws at it.
        if (path.Contains('\0', StringComparison.Ordinal)) return path;
        var full = Path.GetFullPath(path);
        if (Resolved(full) is { } real) return real;
        return Path.GetDirectoryName(full) is { } parent ? Path.Combine(Of(parent), Path.GetFileName(full)) : full;
    }

    private static unsafe string? Resolved(string path)
    {
        const int longest = 4096; // PATH_MAX
        var buffer = stackalloc byte[longest];
        return realpath(path, buffer) == null ? null : Marshal.PtrToStringUTF8((nint)buffer);
    }

    [LibraryImport("libc", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static unsafe partial byte* realpath(string path, byte* resolved);
}
