using System.Globalization;
using System.Text;

namespace Onebox.Pool.Inventory;

/// <summary>A line of <c>/proc/self/mountinfo</c> (https://www.kernel.org/doc/html/latest/filesystems/proc.html, section 3.5).</summary>
/// <param name="Device"><c>major:minor</c>.</param>
/// <param name="Root">What of the file system is mounted there.</param>
internal sealed record Mount(string Device, string Root, string Point, string Type, string Source, string Options)
{
    public static IReadOnlyList<Mount> ReadAll(MachineFiles files) => [.. files.Lines("/proc/self/mountinfo").Select(Parse).OfType<Mount>()];

    /// <summary>The mount that holds <paramref name="path"/>: the longest point above it, the last one of equals.</summary>
    public static Mount? Holding(IReadOnlyList<Mount> mounts, string path) =>
        mounts.Where(m => m.Point == "/" || path == m.Point || path.StartsWith(m.Point + "/", StringComparison.Ordinal))
            .Aggregate((Mount?)null, (best, next) => best is null || next.Point.Length >= best.Point.Length ? next : best);

    internal static Mount? Parse(string line)
    {
        var words = line.Split(' ');
        var dash = Array.IndexOf(words, "-");
        return dash < 6 || words.Length < dash + 4 ? null : new Mount(words[2], Unescape(words[3]), Unescape(words[4]), words[dash + 1], Unescape(words[dash + 2]), words[dash + 3]);
    }

    /// <summary>The kernel writes space, tab, line break and backslash as three octal digits.</summary>
    private static string Unescape(string text)
    {
        if (!text.Contains('\\', StringComparison.Ordinal)) return text;
        var plain = new StringBuilder(text.Length);
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] == '\\' && i + 3 < text.Length && text.AsSpan(i + 1, 3).IndexOfAnyExceptInRange('0', '7') < 0)
            {
                plain.Append((char)(((text[i + 1] - '0') << 6) | ((text[i + 2] - '0') << 3) | (text[i + 3] - '0')));
                i += 3;
            }
            else
            {
                plain.Append(text[i]);
            }
        }

        return plain.ToString();
    }

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Source} on {Point} type {Type}");
}
