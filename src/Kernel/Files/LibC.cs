using System.Runtime.InteropServices;

namespace Onebox.Kernel.Files;

/// <summary>The few calls of the C library that .NET does not wrap.</summary>
internal static partial class LibC
{
    [LibraryImport("libc", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial int open(string path, int flags);

    [LibraryImport("libc", SetLastError = true)]
    internal static partial int fsync(int descriptor);
}
