using System.Globalization;

namespace Onebox.Pool.Inventory;

/// <summary>A process as <c>/proc/PID/stat</c> and <c>statm</c> tell it.</summary>
/// <param name="StartTicks">Since boot, in clock ticks: with the pid, a process's identity until the next boot.</param>
/// <param name="ResidentBytes">With file pages.</param>
/// <param name="PrivateBytes">Resident less file and shared pages: what only ends with the process.</param>
/// <param name="CpuTicks">User and system time, in clock ticks.</param>
internal sealed record RunningProcess(int Id, string Command, int Group, int Session, long StartTicks, long ResidentBytes, long PrivateBytes, long CpuTicks, char State)
{
    /// <summary>Ended, and only waits to be noticed by its parent.</summary>
    public bool IsZombie => State is 'Z' or 'X';
}

/// <summary>All processes at one moment.</summary>
internal sealed class ProcessTable
{
    /// <summary>USER_HZ, which is 100 on every Linux that .NET runs on.</summary>
    public const double TicksPerSecond = 100;

    private readonly Dictionary<int, RunningProcess> _byId;

    private ProcessTable(IEnumerable<RunningProcess> processes)
    {
        _byId = processes.ToDictionary(p => p.Id);
    }

    public IReadOnlyCollection<RunningProcess> All => _byId.Values;

    public RunningProcess? Find(int id) => _byId.GetValueOrDefault(id);

    public static ProcessTable Read(MachineFiles files) =>
        new(files.Names("/proc")
            .Select(name => int.TryParse(name, NumberStyles.None, CultureInfo.InvariantCulture, out var id) ? ReadOne(files, id) : null)
            .OfType<RunningProcess>());

    public static RunningProcess? ReadOne(MachineFiles files, int id) =>
        files.Text($"/proc/{id}/stat") is { } stat ? Parse(stat, files.Text($"/proc/{id}/statm") ?? "", Environment.SystemPageSize) : null;

    internal static RunningProcess? Parse(string stat, string statm, long pageBytes)
    {
        // The command stands in parentheses and may itself hold spaces and parentheses: the last one closes it.
        var open = stat.IndexOf('(', StringComparison.Ordinal);
        var close = stat.LastIndexOf(')');
        if (open < 2 || close < open || !int.TryParse(stat.AsSpan(0, open - 1), NumberStyles.None, CultureInfo.InvariantCulture, out var id)) return null;
        var fields = stat[(close + 1)..].Split(' ', StringSplitOptions.RemoveEmptyEntries);
        if (fields.Length < 22) return null;
        var pages = statm.Split(' ');
        var resident = pages.Length > 2 ? Number(pages[1]) : Number(fields[21]);
        var shared = pages.Length > 2 ? Number(pages[2]) : 0;
        return new RunningProcess(
            id,
            stat[(open + 1)..close],
            (int)Number(fields[2]),
            (int)Number(fields[3]),
            Number(fields[19]),
            resident * pageBytes,
            Math.Max(0, resident - shared) * pageBytes,
            Number(fields[11]) + Number(fields[12]),
            fields[0][0]);
    }

    private static long Number(string text) => long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) ? number : 0;
}
