using Microsoft.Win32.SafeHandles;

namespace Onebox.Kernel.Files;

/// <summary>
/// The one folder in which a box keeps everything; only its owner may read it. One host at a time holds its lock, so that two never
/// share it.
/// </summary>
public sealed class DataFolder : IDisposable
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    /// <summary>EWOULDBLOCK: somebody else holds the lock.</summary>
    private const int WouldBlock = 11;

    private readonly SafeFileHandle _lock;

    private DataFolder(string path, SafeFileHandle @lock)
    {
        Path = path;
        _lock = @lock;
    }

    /// <summary>The absolute path.</summary>
    public string Path { get; }

    /// <summary>SQLite's file with the records of all modules.</summary>
    public string Records => System.IO.Path.Combine(Path, "records.db");

    /// <summary>Model files, a folder for each model.</summary>
    public string Models => Folder("models");

    /// <summary>Dataset versions, a folder for each.</summary>
    public string Datasets => Folder("datasets");

    /// <summary>What has been uploaded or downloaded in part.</summary>
    public string Incoming => Folder("incoming");

    /// <summary>Copies of the records made before they were migrated.</summary>
    public string Backups => Folder("backups");

    public string Logs => Folder("logs");

    /// <summary>Certificates and the keys of this box.</summary>
    public string Secrets => Folder("secrets");

    /// <summary>What only a running box needs: its address, its sockets, the local key.</summary>
    public string Run => Folder("run");

    /// <summary>Makes the folder where it is missing and takes its lock.</summary>
    /// <exception cref="ProblemException"><c>data.locked</c>: another host runs on it. <c>data.unusable</c>: it cannot be made or written.</exception>
    public static DataFolder Open(string path)
    {
        var full = System.IO.Path.GetFullPath(path);
        try
        {
            Directory.CreateDirectory(full, OwnerOnly);
            // Sharing nothing takes the kernel's lock on the file (flock), which ends with the process however it ends.
            return new DataFolder(full, File.OpenHandle(System.IO.Path.Combine(full, "lock"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None));
        }
        catch (IOException error) when (error.HResult == WouldBlock)
        {
            throw new Problem(ProblemKind.Conflict, "data.locked", $"Another box runs on the data folder {full}.", "Stop it with 'onebox down --data DIR', or choose another folder with --data.").ToException(error);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new Problem(ProblemKind.Invalid, "data.unusable", $"The data folder {full} cannot be used: {error.Message}", "Choose another with --data, or mend its owner and permissions.").ToException(error);
        }
    }

    /// <summary>Whether a path leads in here, whatever links it takes: what the box keeps is read through the box, which knows who may.</summary>
    public bool Holds(string path)
    {
        var (folder, real) = (RealPath.Of(Path), RealPath.Of(path));
        return real == folder || real.StartsWith(folder + "/", StringComparison.Ordinal);
    }

    /// <summary>A folder below the data folder, made when missing.</summary>
    public string Folder(string name) => Directory.CreateDirectory(System.IO.Path.Combine(Path, name), OwnerOnly).FullName;

    public void Dispose() => _lock.Dispose();
}
