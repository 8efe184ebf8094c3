using Onebox.Api.Pool;
using Onebox.Kernel;
using Onebox.Pool;

namespace Onebox.Serving.Tests.Engine;

/// <summary>A machine with so much memory; grants whole or not at all, as the real one.</summary>
public sealed class FakePool : IPool
{
    private const double Cores = 8;

    private readonly Lock _lock = new();
    private readonly Dictionary<string, Lease> _leases = new(StringComparer.Ordinal);
    private int _numbers;

    public long MemoryBytes { get; set; } = 1_000_000;

    public double LeasedCores { get; set; }

    /// <summary>Others take so many cores after the next reading, before the lease that follows it.</summary>
    public double CoresTakenMeanwhile { get; set; }

    /// <summary>The most that was ever leased at once.</summary>
    public long PeakBytes { get; private set; }

    public IReadOnlyList<Lease> Leases
    {
        get { lock (_lock) return [.. _leases.Values]; }
    }

    public Task<PoolInfo> ReadAsync(CancellationToken cancellation = default)
    {
        lock (_lock)
        {
            return Task.FromResult(new PoolInfo(
                [
                    new NodeInfo
                    {
                        Id = "nod_1",
                        Name = "here",
                        OperatingSystem = "Linux",
                        Kernel = "6",
                        LoadAverage = 0,
                        Confinement = "none",
                        Devices =
                        [
                            new DeviceInfo { Id = "dev_m", Kind = "memory", Name = "memory", TotalBytes = MemoryBytes, FreeBytes = MemoryBytes - Leased() },
                            new DeviceInfo { Id = "dev_c", Kind = "cpu", Name = "cpu", TotalCompute = Cores, LeasedCompute = LeasedCores },
                        ],
                    },
                ],
                [],
                []));
        }
    }

    public Task<Lease> LeaseAsync(LeaseRequest request, CancellationToken cancellation = default)
    {
        lock (_lock)
        {
            var bytes = request.Slices.Where(s => s.DeviceKind == DeviceKinds.Memory).Sum(s => s.Bytes);
            (LeasedCores, CoresTakenMeanwhile) = (LeasedCores + CoresTakenMeanwhile, 0);
            if (request.Slices.Where(s => s.DeviceKind == DeviceKinds.Cpu).Sum(s => s.Compute) > Cores - LeasedCores) throw new Problem(ProblemKind.Insufficient, "pool.insufficient", "The cores are taken.", "Stop something.").ToException();
            if (Leased() + bytes > MemoryBytes) throw new Problem(ProblemKind.Insufficient, "pool.insufficient", $"{request.HolderName} needs {bytes} bytes; {MemoryBytes - Leased()} are free.", "Stop something.").ToException();
            var lease = new Lease($"lse_{++_numbers}", "nod_1", request.HolderId, [.. request.Slices.Select(s => new LeasedSlice("dev", s.DeviceKind, s.Bytes, s.Compute))]);
            _leases[lease.Id] = lease;
            PeakBytes = Math.Max(PeakBytes, Leased());
            return Task.FromResult(lease);
        }
    }

    public Task ReleaseAsync(string leaseId, CancellationToken cancellation = default)
    {
        lock (_lock) _leases.Remove(leaseId);
        return Task.CompletedTask;
    }

    private long Leased() => _leases.Values.SelectMany(l => l.Slices).Where(s => s.DeviceKind == DeviceKinds.Memory).Sum(s => s.Bytes);
}
