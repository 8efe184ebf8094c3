using System.Globalization;
using Onebox.Pool.Running;

namespace Onebox.Pool.Confining;

/// <summary>The cgroup folders of one worker: one for each controller in v1, a single one in v2.</summary>
internal sealed class WorkerCgroup(IReadOnlyList<string> folders)
{
    private const int Rounds = 200;
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(10);

    public IReadOnlyList<string> Folders => folders;

    /// <summary>How often the kernel ended a process in here because the limit was reached (v1 <c>memory.oom_control</c>, v2 <c>memory.events</c>).</summary>
    public long OomKills() =>
        folders.SelectMany(f => new[] { $"{f}/memory.oom_control", $"{f}/memory.events" }).Where(File.Exists)
            .Sum(f => OwnCgroup.Counter(File.ReadLines(f), "oom_kill") ?? 0);

    public IReadOnlyList<int> Processes() =>
        [.. folders.Select(f => $"{f}/cgroup.procs").Where(File.Exists).SelectMany(File.ReadLines).Select(l => int.Parse(l, CultureInfo.InvariantCulture)).Where(id => id > 0).Distinct()];

    /// <summary>Ends whatever is still in here, also what left its process group, and removes the folders.</summary>
    /// <returns>False when something holds on: a process in an uninterruptible wait.</returns>
    public async Task<bool> RemoveAsync(TimeProvider clock)
    {
        for (var round = 0; round < Rounds; round++)
        {
            foreach (var process in Processes()) Signals.Send(process, Signals.Kill);
            if (folders.All(TryRemove)) return true;
            await Task.Delay(Pause, clock);
        }

        return false;
    }

    private static bool TryRemove(string folder)
    {
        try
        {
            if (Directory.Exists(folder)) Directory.Delete(folder);
            return true;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }
}
