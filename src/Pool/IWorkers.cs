using System.Text.Json;

namespace Onebox.Pool;

/// <summary>Starts worker processes on leases and watches them. They end with the host.</summary>
public interface IWorkers
{
    /// <summary>
    /// Starts <c>onebox-host worker KIND --folder DIR</c> with exactly the lease, in its own session and, where writable, its own cgroup.
    /// Returns once the process runs; it may not answer yet (<see cref="IWorker.WaitUntilRunningAsync"/>).
    /// </summary>
    /// <exception cref="Kernel.ProblemException"><c>worker.not_started</c>: the executable is missing, or the system refused another process.</exception>
    Task<IWorker> StartAsync(WorkerSpec spec, CancellationToken cancellation = default);

    /// <summary>A worker that has not ended; null for any other id.</summary>
    IWorker? Find(string workerId);
}

/// <summary>What to run, for whom, on which lease.</summary>
public sealed record WorkerSpec
{
    /// <summary>The role in the worker executable: see <see cref="IWorkerRole.Kind"/>.</summary>
    public required string Kind { get; init; }

    /// <summary>The replica or task that the worker works for.</summary>
    public required string OwnerId { get; init; }

    /// <summary>As a person would call it, for logs and probes.</summary>
    public required string OwnerName { get; init; }
    public required Lease Lease { get; init; }

    /// <summary>Passed to the role through a file that only the box's owner can read.</summary>
    public required JsonElement Settings { get; init; }

    /// <value><see cref="WorkerRestart.OnCrash"/>.</value>
    public WorkerRestart Restart { get; init; } = WorkerRestart.OnCrash;

    /// <summary>How long the worker may take to end after SIGTERM before its process group is killed.</summary>
    /// <value>10 seconds.</value>
    public TimeSpan StopGrace { get; init; } = TimeSpan.FromSeconds(10);
}

public enum WorkerRestart
{
    Never,

    /// <summary>With back-off, unless the worker ended by itself with exit code 0 or said that trying again cannot help.</summary>
    OnCrash,
}

public enum WorkerState
{
    /// <summary>The process runs but does not answer yet.</summary>
    Starting,

    /// <summary>It answers on its socket.</summary>
    Running,

    /// <summary>It crashed and is, or soon will be, started again.</summary>
    Restarting,
    Stopping,

    /// <summary>For good; <see cref="IWorker.Reason"/> says why.</summary>
    Ended,
}
