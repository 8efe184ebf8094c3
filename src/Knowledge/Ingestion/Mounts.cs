using System.Text.RegularExpressions;

namespace Onebox.Knowledge.Ingestion;

/// <summary>Where disks and shares are mounted. A folder whose disk is gone looks empty: what was read from it must not be taken for deleted.</summary>
internal static partial class Mounts
{
    /// <returns>The mount points that this process sees; none on a system without <c>/proc</c>.</returns>
    public static IReadOnlyList<string> Now()
    {
        try
        {
            // proc(5): the fifth field is the mount point; spaces and such are written in octal.
            return [.. File.ReadLines("/proc/self/mountinfo").Select(line => line.Split(' ')).Where(f => f.Length > 4).Select(f => Octal().Replace(f[4], m => ((char)Convert.ToInt32(m.Value[1..], 8)).ToString()))];
        }
        catch (IOException)
        {
            return [];
        }
    }

    /// <returns>Those that a folder's files lie on: the one that holds it, and those below it.</returns>
    public static IEnumerable<string> Around(string path, IReadOnlyList<string> mounted) =>
        mounted.Where(m => Holds(path, m)).Concat(mounted.Where(m => m == path || Holds(m, path)).OrderByDescending(m => m.Length).Take(1));

    /// <returns>True if the path lies below the folder.</returns>
    public static bool Holds(string folder, string path) => path.StartsWith(folder.EndsWith('/') ? folder : folder + "/", StringComparison.Ordinal);

    [GeneratedRegex(@"\\[0-7]{3}", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Octal();
}
