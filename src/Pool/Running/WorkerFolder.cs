using System.Text.Json;
using System.Text.Json.Serialization;
using Onebox.Kernel.Files;

namespace Onebox.Pool.Running;

/// <summary>
/// A worker's own folder, <c>run/workers/ID</c> in the data folder: what it is told (<c>settings.json</c>), who it is (<c>process.json</c>), its socket.
/// The form is specified in docs/formats/worker-folder.md.
/// </summary>
internal sealed class WorkerFolder
{
    public const string SettingsFile = "settings.json";
    public const string ProcessFile = "process.json";

    /// <summary>sockaddr_un holds 108 bytes with the closing zero.</summary>
    private const int LongestSocketPath = 107;

    private const UnixFileMode OwnerReadWrite = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    private const UnixFileMode OwnerOnly = OwnerReadWrite | UnixFileMode.UserExecute;

    private WorkerFolder(string path, string socketPath)
    {
        Path = path;
        SocketPath = socketPath;
    }

    public string Path { get; }

    public string SocketPath { get; }

    public static string Parent(DataFolder data) => System.IO.Path.Combine(data.Run, "workers");

    public static WorkerFolder Make(DataFolder data, string workerId)
    {
        var path = Directory.CreateDirectory(System.IO.Path.Combine(Parent(data), workerId), OwnerOnly).FullName;
        var socket = System.IO.Path.Combine(path, "worker.sock");
        // A data folder deep in the tree leaves no room in a socket's address: then the socket has a short folder of its own.
        if (System.Text.Encoding.UTF8.GetByteCount(socket) > LongestSocketPath) socket = System.IO.Path.Combine(Directory.CreateTempSubdirectory("onebox-").FullName, "s");
        return new WorkerFolder(path, socket);
    }

    public void WriteSettings(WorkerSettings settings) => Write(SettingsFile, JsonSerializer.SerializeToUtf8Bytes(settings, WorkerFolderJson.Default.WorkerSettings));

    /// <summary>Notes who the worker is, so that a later host can end it. Written before the process is started (without its id) and after.</summary>
    public void WriteProcess(WorkerTrace trace) => Write(ProcessFile, JsonSerializer.SerializeToUtf8Bytes(trace, WorkerFolderJson.Default.WorkerTrace));

    public void RemoveSocket() => File.Delete(SocketPath);

    public void Remove() => Remove(Path, SocketPath);

    public static void Remove(string path, string? socketPath)
    {
        if (socketPath is not null && !socketPath.StartsWith(path, StringComparison.Ordinal))
        {
            var folder = System.IO.Path.GetDirectoryName(socketPath)!;
            if (Directory.Exists(folder)) Directory.Delete(folder, recursive: true);
        }

        if (Directory.Exists(path)) Directory.Delete(path, recursive: true);
    }

    /// <summary>Whole or not at all for whoever reads after a SIGKILL. A power loss ends the worker too, so nothing is forced to the disk.</summary>
    private void Write(string name, byte[] content)
    {
        var target = System.IO.Path.Combine(Path, name);
        using (var stream = new FileStream(target + ".tmp", new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write, UnixCreateMode = OwnerReadWrite })) stream.Write(content);
        File.Move(target + ".tmp", target, overwrite: true);
    }
}

/// <summary><c>settings.json</c>: what a worker is told.</summary>
internal sealed record WorkerSettings(string WorkerId, string Kind, string SocketPath, IReadOnlyList<LeasedSlice> Slices, double CpuCores, long MemoryBytes, JsonElement Settings);

/// <summary><c>process.json</c>: by what a later host knows a leftover of an earlier one.</summary>
/// <param name="ProcessId">Also its session and group; 0 before it is started.</param>
/// <param name="StartTicks">Field 22 of <c>/proc/PID/stat</c>.</param>
/// <param name="BootId">A process of an earlier boot is gone.</param>
internal sealed record WorkerTrace(string WorkerId, int ProcessId, long StartTicks, string BootId, string SocketPath, IReadOnlyList<string> Cgroups);

[JsonSourceGenerationOptions(JsonSerializerDefaults.Web)]
[JsonSerializable(typeof(WorkerSettings))]
[JsonSerializable(typeof(WorkerTrace))]
internal sealed partial class WorkerFolderJson : JsonSerializerContext;
