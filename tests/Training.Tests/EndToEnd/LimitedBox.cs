using System.Diagnostics;
using System.Globalization;

namespace Onebox.Training.Tests.EndToEnd;

/// <summary>A box whose workers can be given less memory than they lease, and whose runs can be given a small disk: by the system's own limits.</summary>
public sealed class LimitedBox : TrainedBox
{
    private readonly string _folder = Directory.CreateTempSubdirectory("onebox-limits-").FullName;
    private readonly Stack<string> _disks = new();

    protected override IEnumerable<string> Flags
    {
        get
        {
            var script = Path.Combine(_folder, "worker.sh");
            File.WriteAllText(script, $"""
                limit=$(cat {_folder}/limit 2>/dev/null)
                case "$limit" in
                  data*) ulimit -d ${"{limit#data }"} ;;
                  group*) own=$(grep ':memory:' /proc/self/cgroup | cut -d: -f3)
                    echo ${"{limit#group }"} > /sys/fs/cgroup/memory$own/memory.limit_in_bytes 2>/dev/null || echo ${"{limit#group }"} > /sys/fs/cgroup$(grep '^0::' /proc/self/cgroup | cut -d: -f3)/memory.max || exit 9 ;;
                esac
                exec {Path.Combine(AppContext.BaseDirectory, "onebox-host")} "$@"
                """);
            return ["--Onebox:Pool:WorkerCommand:0", "/bin/sh", "--Onebox:Pool:WorkerCommand:1", script];
        }
    }

    /// <summary>From now on every new worker may have so many bytes of private writable memory (RLIMIT_DATA): allocations beyond are refused.</summary>
    public void LimitData(long bytes) => Limit(string.Create(CultureInfo.InvariantCulture, $"data {bytes / 1024}"));

    /// <summary>From now on every new worker's cgroup has so many bytes: the kernel ends what takes more.</summary>
    public void LimitGroup(long bytes) => Limit(string.Create(CultureInfo.InvariantCulture, $"group {bytes}"));

    public void LimitNothing() => Limit("");

    /// <summary>Puts a small disk at a folder; false where this user may not mount.</summary>
    public bool TryMountDisk(string folder, long bytes)
    {
        Directory.CreateDirectory(folder);
        using var mount = Process.Start(new ProcessStartInfo("mount", ["-t", "tmpfs", "-o", string.Create(CultureInfo.InvariantCulture, $"size={bytes},mode=700"), "tmpfs", folder]) { RedirectStandardError = true })!;
        mount.WaitForExit();
        if (mount.ExitCode == 0) _disks.Push(folder);
        return mount.ExitCode == 0;
    }

    public override async ValueTask DisposeAsync()
    {
        while (_disks.Count > 0) await UnmountDiskAsync();
        await base.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    /// <summary>Takes the disk away that was put last.</summary>
    public async Task UnmountDiskAsync()
    {
        using var unmount = Process.Start("umount", ["--lazy", _disks.Pop()]);
        await unmount.WaitForExitAsync();
    }

    private void Limit(string text) => File.WriteAllText(Path.Combine(_folder, "limit"), text);
}
