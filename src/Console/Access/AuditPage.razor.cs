using Onebox.Api.Access;
using Onebox.Console.Connection;

namespace Onebox.Console.Access;

/// <summary>What was done, and whether the record of it is whole.</summary>
public sealed partial class AuditPage : BoxComponent
{
    private readonly List<AuditEntry> _entries = [];
    private string? _next;
    private AuditCheck? _check;

    protected override async Task LoadAsync(CancellationToken cancellation)
    {
        var page = await Box.Access.AuditAsync(cancellation: cancellation);
        _entries.Clear();
        _entries.AddRange(page.Items);
        _next = page.Next;
    }

    private Task<bool> MoreAsync() => TryAsync(async gone =>
    {
        var page = await Box.Access.AuditAsync(_next, cancellation: gone);
        _entries.AddRange(page.Items);
        _next = page.Next;
    });

    private Task<bool> CheckAsync() => TryAsync(async gone => _check = await Box.Access.CheckAuditAsync(gone));
}
