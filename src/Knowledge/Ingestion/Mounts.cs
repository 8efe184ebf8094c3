using System.Text.RegularExpressions;

namespace Onebox.Knowledge.Ingestion;

/// <summary>Where disks and shares are mounted. A folder whose disk is gone looks empty: what was read from it must not be taken for deleted.</summary>
internal static partial class Mounts
{
    // Others may write to these from other machines, of which this kernel tells nothing.
    private static readonly string[] Remote = ["nfs", "cifs", "smb", "9p", "fuse", "ceph", "gluster", "lustre", "afs", "virtiofs", "vboxsf", "vmhgfs", "ocfs2", "gfs2", "prl_fs"];

    /// <returns>The mount points that this process sees; none on a system without <c>/proc</c>.</returns>
    public static IReadOnlyList<string> Now() => [.. Read().Select(m => m.Point)];

    /// <returns>True if some of a folder may lie on another machine.</returns>
    public static bool IsRemote(string folder)
    {
        var mounted = Read();
        // What is mounted last at a point hides what was there before.
        var kinds = Around(folder, [.. mounted.Select(m => m.Point)]).Select(point => mounted.FindLast(m => m.Point == point).Kind);
        return kinds.Any(kind => Remote.Any(r => kind.StartsWith(r, StringComparison.Ordinal)));
    }

    private static List<(string Point, string Kind)> Read()
    {
        try
        {
            // proc(5): the fifth field is the mount point; spaces and such are written in octal. The kind of file system follows the field that is a dash.
            return [.. File.ReadLines("/proc/self/mountinfo").Select(line => line.Split(' ')).Where(f => f.Length > 4).Select(f =>
                (Octal().Replace(f[4], m => ((char)Convert.ToInt32(m.Value[1..], 8)).ToString()), f.SkipWhile((field, i) => i < 6 || field != "-").ElementAtOrDefault(1) ?? ""))];
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
