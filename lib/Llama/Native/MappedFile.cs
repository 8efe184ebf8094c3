using System.Globalization;
using System.Runtime.InteropServices;

namespace Onebox.Llama;

/// <summary>
/// Gives back the pages of a mapped model file. Loading touches every page once, also of weights that were then copied (rearranged for the CPU, or sent to a GPU) and are never read from the
/// file again: a 4-bit model would count twice. What is read again comes back from the page cache, which costs microseconds a page.
/// </summary>
internal static unsafe partial class MappedFile
{
    private const int DoNotNeed = 4;

    public static void GiveBack(string path)
    {
        if (!OperatingSystem.IsLinux()) return;
        var real = Path.GetFullPath(new FileInfo(path).ResolveLinkTarget(returnFinalTarget: true)?.FullName ?? path);
        foreach (var line in File.ReadLines("/proc/self/maps"))
        {
            // start-end perms offset device inode   path; read-only mappings only: nothing that was written can be lost.
            if (!line.EndsWith(real, StringComparison.Ordinal) || line.Split(' ', 3) is not [var range, ['r', '-', ..], _]) continue;
            var dash = range.IndexOf('-', StringComparison.Ordinal);
            var start = nuint.Parse(range.AsSpan(0, dash), NumberStyles.HexNumber, CultureInfo.InvariantCulture);
            var end = nuint.Parse(range.AsSpan(dash + 1), NumberStyles.HexNumber, CultureInfo.InvariantCulture);
            // A kernel that refuses keeps the pages: nothing is wrong then but a number.
            _ = madvise((void*)start, end - start, DoNotNeed);
        }
    }

    [LibraryImport("libc")]
    private static partial int madvise(void* address, nuint length, int advice);
}
