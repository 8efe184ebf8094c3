using System.Globalization;
using Onebox.Pool.Inventory;

namespace Onebox.Pool.Confining;

/// <summary>Where this process stands in the cgroup hierarchies, v1 (one for each controller) and v2.</summary>
internal static class OwnCgroup
{
    /// <summary>Our own folder in the v1 hierarchy of <paramref name="controller"/>; null when it is not mounted.</summary>
    public static string? V1(MachineFiles files, string controller)
    {
        var mount = Mount.ReadAll(files).LastOrDefault(m => m.Type == "cgroup" && m.Options.Split(',').Contains(controller));
        var path = Membership(files).FirstOrDefault(m => m.Controllers.Split(',').Contains(controller)).Path;
        return mount is null || path is null ? null : Below(mount, path);
    }

    /// <summary>Our own folder in the v2 hierarchy; null when it is not mounted.</summary>
    public static string? V2(MachineFiles files)
    {
        var mount = Mount.ReadAll(files).LastOrDefault(m => m.Type == "cgroup2");
        var path = Membership(files).FirstOrDefault(m => m.Controllers.Length == 0).Path;
        return mount is null || path is null ? null : Below(mount, path);
    }

    /// <summary>The lowest memory limit above us and what is used of it (page cache that can be dropped is not counted); null without a limit.</summary>
    public static (long LimitBytes, long UsedBytes)? MemoryLimit(MachineFiles files)
    {
        if (V1(files, "memory") is { } v1)
        {
            var stat = files.Lines($"{v1}/memory.stat");
            var limit = Counter(stat, "hierarchical_memory_limit");
            var used = files.Number($"{v1}/memory.usage_in_bytes");
            return limit is null or >= long.MaxValue / 2 || used is null ? null : (limit.Value, Math.Max(0, used.Value - (Counter(stat, "total_inactive_file") ?? 0)));
        }

        (long LimitBytes, long UsedBytes)? lowest = null;
        var top = Mount.ReadAll(files).LastOrDefault(m => m.Type == "cgroup2")?.Point;
        for (var folder = V2(files); folder is not null && top is not null && folder.Length >= top.Length; folder = Path.GetDirectoryName(folder))
        {
            // "max" is no number: no limit at this level.
            if (files.Number($"{folder}/memory.max") is not { } limit || limit >= (lowest?.LimitBytes ?? long.MaxValue)) continue;
            var cache = Counter(files.Lines($"{folder}/memory.stat"), "inactive_file") ?? 0;
            lowest = (limit, Math.Max(0, (files.Number($"{folder}/memory.current") ?? 0) - cache));
        }

        return lowest;
    }

    /// <summary>The number behind <paramref name="name"/> in a file of <c>name number</c> lines.</summary>
    public static long? Counter(IEnumerable<string> lines, string name)
    {
        foreach (var line in lines)
        {
            var space = line.IndexOf(' ', StringComparison.Ordinal);
            if (space == name.Length && line.StartsWith(name, StringComparison.Ordinal) && long.TryParse(line.AsSpan(space + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var number)) return number;
        }

        return null;
    }

    /// <summary><c>/proc/self/cgroup</c>: <c>4:memory:/path</c>, or <c>0::/path</c> for v2.</summary>
    private static IEnumerable<(string Controllers, string Path)> Membership(MachineFiles files) =>
        files.Lines("/proc/self/cgroup").Select(line => line.Split(':', 3)).Where(parts => parts.Length == 3).Select(parts => (parts[1], parts[2]));

    /// <summary>In a container the mount shows only a part of the hierarchy, from the container's own cgroup down.</summary>
    private static string Below(Mount mount, string path)
    {
        var rest = mount.Root != "/" && path.StartsWith(mount.Root, StringComparison.Ordinal) ? path[mount.Root.Length..] : mount.Root == "/" ? path : "";
        return mount.Point + rest.TrimEnd('/');
    }
}
