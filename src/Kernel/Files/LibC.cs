using System.Runtime.InteropServices;

namespace Onebox.Kernel.Files;

/// <summary>The few calls of the C library that .NET does not wrap.</summary>
internal static partial class LibC
{
    /// <summary>EXDEV: a rename would lead to another disk.</summary>
    internal const int OtherDisk = 18;

    [LibraryImport("libc", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial int open(string path, int flags);

    [LibraryImport("libc", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial int rename(string from, string to);

    [LibraryImport("libc", SetLastError = true)]
    internal static partial int fsync(int descriptor);
}
