using Microsoft.Extensions.Logging;

namespace Onebox.Knowledge.Ingestion;

/// <summary>
/// In which watched folders something may have happened, by the kernel's notices (inotify): a folder of which none came need not be looked through. Where there are no notices (network
/// shares, whose other users the kernel does not see; a limit that is reached), every folder counts as one in which something may have happened.
/// </summary>
internal sealed partial class FolderSignals(ILogger<FolderSignals> log) : IDisposable
{
    // Two bases that watch one folder look at it at different times.
    private readonly Dictionary<(string Base, string Path), Notices> _folders = [];
    private readonly HashSet<string> _told = new(StringComparer.Ordinal);
    private IReadOnlyList<string> _mounts = [];

    /// <summary>Begins a round over the folders that are watched now. What is mounted decides what lies in them.</summary>
    public void Begin(IEnumerable<(string Base, string Path)> watched)
    {
        var mounts = Mounts.Now();
        if (!mounts.SequenceEqual(_mounts, StringComparer.Ordinal)) Dispose();
        _mounts = mounts;
        foreach (var gone in _folders.Keys.Except(watched).ToList()) Forget(gone);
    }

    /// <returns>True: the kernel tells what happens in the folder, and nothing has since <see cref="Listen"/>.</returns>
    public bool IsQuiet((string Base, string Path) watched) => _folders.TryGetValue(watched, out var notices) && notices.AreQuiet && Directory.Exists(watched.Path);

    /// <summary>From now on the folder is quiet until something happens in it. To be called before it is looked through.</summary>
    public void Listen((string Base, string Path) watched)
    {
        Forget(watched);
        var folder = watched.Path;
        if (!Directory.Exists(folder) || Mounts.IsRemote(folder)) return;
        try
        {
            _folders[watched] = new Notices(folder, reason => Tell(folder, reason));
        }
        catch (Exception error) when (error is IOException or ArgumentException or UnauthorizedAccessException)
        {
            Tell(folder, error.Message);
        }
    }

    public void Dispose()
    {
        foreach (var notices in _folders.Values) notices.Dispose();
        _folders.Clear();
    }

    private void Forget((string Base, string Path) watched)
    {
        if (_folders.Remove(watched, out var notices)) notices.Dispose();
    }

    private void Tell(string folder, string reason)
    {
        bool first;
        lock (_told) first = _told.Add(folder);
        if (first) Polled(folder, reason);
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Folder} is looked through every few seconds, since the system gives no notices of its changes: {Reason} If a limit is reached, raise it: sysctl fs.inotify.max_user_watches=1048576 fs.inotify.max_user_instances=1024")]
    private partial void Polled(string folder, string reason);

    private sealed class Notices : IDisposable
    {
        private readonly FileSystemWatcher _watcher;
        private volatile bool _happened;

        public Notices(string folder, Action<string> broken)
        {
            _watcher = new FileSystemWatcher(folder) { IncludeSubdirectories = true, NotifyFilter = NotifyFilters.FileName | NotifyFilters.DirectoryName | NotifyFilters.LastWrite | NotifyFilters.Size | NotifyFilters.Security };
            _watcher.Created += Happened;
            _watcher.Changed += Happened;
            _watcher.Deleted += Happened;
            _watcher.Renamed += Happened;
            _watcher.Error += (_, e) =>
            {
                // Of an overflow it is known at least that something happened. Anything else, and not all is told any more.
                _happened = true;
                if (e.GetException() is not InternalBufferOverflowException and var error) broken(error.Message);
            };
            try
            {
                _watcher.EnableRaisingEvents = true;
            }
            catch
            {
                _watcher.Dispose();
                throw;
            }
        }

        public bool AreQuiet => !_happened;

        public void Dispose() => _watcher.Dispose();

        private void Happened(object sender, FileSystemEventArgs e) => _happened = true;
    }
}
