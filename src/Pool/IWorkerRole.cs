using System.Text.Json;
using Microsoft.Extensions.Logging;

namespace Onebox.Pool;

/// <summary>What a worker process does. A module registers its roles with the host's <c>worker</c> verb.</summary>
public interface IWorkerRole
{
    /// <summary>The KIND in <c>onebox-host worker KIND</c>.</summary>
    string Kind { get; }

    /// <summary>
    /// Works until <paramref name="stop"/>, and answers <c>GET /health</c> with success on <see cref="WorkerContext.SocketPath"/> when it is ready.
    /// Returning ends the worker for good. An exception is a crash; a <see cref="Kernel.ProblemException"/> of kind Invalid, NotFound,
    /// Conflict, TooLarge or Corrupt ends it for good, because starting it again would meet the same problem.
    /// </summary>
    Task RunAsync(WorkerContext context, CancellationToken stop);
}

/// <summary>What a worker was given.</summary>
public sealed class WorkerContext
{
    public required string WorkerId { get; init; }

    /// <summary>The worker's own folder, gone when it ends.</summary>
    public required string Folder { get; init; }

    /// <summary>Where to listen. Nothing is there yet.</summary>
    public required string SocketPath { get; init; }
    public required JsonElement Settings { get; init; }
    public required IReadOnlyList<LeasedSlice> Slices { get; init; }

    /// <summary>Cores that were leased; all of the machine's when the lease holds none.</summary>
    public required double CpuCores { get; init; }

    /// <summary>Main memory that was leased; 0 when the lease holds none.</summary>
    public required long MemoryBytes { get; init; }

    /// <summary>Writes to the host's log.</summary>
    public required ILoggerFactory Logs { get; init; }
}
