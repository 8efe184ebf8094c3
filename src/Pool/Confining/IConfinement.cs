namespace Onebox.Pool.Confining;

/// <summary>Keeps a worker within its lease.</summary>
internal interface IConfinement
{
    /// <summary>For people: <c>cgroup v1 (memory, cpu, pids)</c>, or <c>none: …</c> with the reason.</summary>
    string Description { get; }

    /// <summary>Makes the place for one worker, with its limits in force; null where nothing can be limited.</summary>
    /// <exception cref="IOException">The kernel refused.</exception>
    WorkerCgroup? Create(string workerId, WorkerLimits limits);
}

/// <param name="MemoryBytes">Null for no limit.</param>
/// <param name="CpuCores">Null for no limit.</param>
/// <param name="GpuMinors">The numbers N of <c>/dev/nvidiaN</c> that the worker may open.</param>
internal sealed record WorkerLimits(long? MemoryBytes, double? CpuCores, int MaxProcesses, IReadOnlyList<int> GpuMinors);

internal sealed class NoConfinement(string why) : IConfinement
{
    public string Description => $"none: {why}";

    public WorkerCgroup? Create(string workerId, WorkerLimits limits) => null;
}
