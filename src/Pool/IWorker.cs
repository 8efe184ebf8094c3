namespace Onebox.Pool;

/// <summary>A process of ours that runs on a lease: the same worker across its restarts.</summary>
public interface IWorker
{
    string Id { get; }
    string Kind { get; }
    string OwnerId { get; }
    WorkerState State { get; }

    /// <summary>Why it last crashed or ended, in a sentence with what to do; null while all is well.</summary>
    string? Reason { get; }

    /// <summary>True when its last process was ended for want of memory: starting it again as it is would meet the same end.</summary>
    bool OutOfMemory => false;

    /// <summary>Null while no process runs.</summary>
    int? ProcessId { get; }
    int Restarts { get; }

    /// <summary>Stays the same across restarts.</summary>
    string SocketPath { get; }

    /// <summary>Sends requests (to any host name, say <c>http://worker/…</c>) over the worker's socket: no time limit, as many connections as needed.</summary>
    HttpMessageInvoker Http { get; }

    /// <summary>Calls <paramref name="handler"/> after each change of <see cref="State"/>: be quick. Dispose to stop listening.</summary>
    IDisposable OnChanged(Action<IWorker> handler);

    /// <summary>Returns when <c>GET /health</c> on its socket is answered with success.</summary>
    /// <exception cref="Kernel.ProblemException"><c>worker.ended</c>: it ended before, with the reason.</exception>
    Task WaitUntilRunningAsync(CancellationToken cancellation = default);

    /// <summary>SIGTERM, the grace of its spec, then SIGKILL of its process group and of whatever is left in its cgroup. Returns when nothing of it is left.</summary>
    Task StopAsync(CancellationToken cancellation = default);

    /// <summary>Main memory held by its processes, file pages included; null while no process runs.</summary>
    long? ResidentBytes();
}
