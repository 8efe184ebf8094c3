using Onebox.Kernel.Ports;

namespace Onebox.Security.Audit;

/// <summary>Follows the audit's chain once an hour, and says so when it is broken.</summary>
internal sealed class AuditProbe(AuditLog log, TimeProvider clock) : IProbe
{
    private static readonly TimeSpan Every = TimeSpan.FromHours(1);

    private DateTimeOffset _checkedAt = DateTimeOffset.MinValue;
    private long? _brokenAt;

    public string Name => "audit";

    public async ValueTask<IReadOnlyList<Finding>> CheckAsync(CancellationToken cancellation)
    {
        if (clock.GetUtcNow() - _checkedAt > Every)
        {
            (_, _brokenAt) = await log.CheckAsync(cancellation);
            _checkedAt = clock.GetUtcNow();
        }

        return _brokenAt is null
            ? []
            : [new Finding(FindingLevel.Attention, $"The audit's chain is broken at entry {_brokenAt}: it was changed outside of Onebox.", "Keep a copy of the data folder and find out who had access to it.")];
    }
}
