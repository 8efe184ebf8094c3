using System.Collections.Concurrent;
using Onebox.Kernel.Access;

namespace Onebox.Testing;

/// <summary>Keeps what would be audited.</summary>
public sealed class WrittenAudit : IAudit
{
    public ConcurrentQueue<(string Action, string Resource)> Entries { get; } = new();

    public Task WriteAsync(Caller caller, string action, string resource, string? detail = null, CancellationToken cancellation = default)
    {
        Entries.Enqueue((action, resource));
        return Task.CompletedTask;
    }
}
