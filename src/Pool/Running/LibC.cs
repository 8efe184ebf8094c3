using System.Diagnostics.CodeAnalysis;
using System.Runtime.InteropServices;

namespace Onebox.Pool.Running;

/// <summary>The few calls of the C library that .NET does not wrap.</summary>
internal static partial class LibC
{
    [LibraryImport("libc", SetLastError = true)]
    internal static partial int kill(int process, int signal);

    /// <summary>Ends this process now: no handlers, no finalizers, no flushing.</summary>
    [LibraryImport("libc")]
    [DoesNotReturn]
    internal static partial void _exit(int code);
}
