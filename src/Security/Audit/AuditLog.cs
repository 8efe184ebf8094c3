using System.Buffers;
using System.Security.Cryptography;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Onebox.Kernel;
using Onebox.Kernel.Access;
using Onebox.Security.Store;

namespace Onebox.Security.Audit;

/// <summary>
/// The append-only audit. Each entry's hash covers the one before (<c>docs/formats/audit.md</c>): who changes or removes one breaks the chain from there on.
/// </summary>
internal sealed class AuditLog(IDbContextFactory<SecurityContext> contexts, Ids ids, TimeProvider clock) : IAudit, IDisposable
{
    /// <summary>What the first entry follows.</summary>
    public const string Beginning = "0000000000000000000000000000000000000000000000000000000000000000";

    private readonly SemaphoreSlim _oneAtATime = new(1);

    public async Task WriteAsync(Caller caller, string action, string resource, string? detail = null, CancellationToken cancellation = default)
    {
        // What it tells of has happened: the entry is written even if the caller has gone.
        await _oneAtATime.WaitAsync(CancellationToken.None);
        try
        {
            await using var context = await contexts.CreateDbContextAsync(CancellationToken.None);
            var last = await context.Audit.AsNoTracking().OrderByDescending(a => a.Number).FirstOrDefaultAsync(CancellationToken.None);
            var entry = new AuditRecord
            {
                Number = (last?.Number ?? 0) + 1,
                Id = ids.New(ResourceKinds.AuditEntry),
                At = DateTimeOffset.FromUnixTimeMilliseconds(clock.GetUtcNow().ToUnixTimeMilliseconds()),
                UserId = caller.UserId,
                UserName = caller.Name,
                KeyId = caller.KeyId,
                Action = action,
                Resource = resource,
                Detail = detail,
                PreviousHash = last?.Hash ?? Beginning,
                Hash = "",
            };
            entry.Hash = HashOf(entry);
            context.Audit.Add(entry);
            await context.SaveChangesAsync(CancellationToken.None);
        }
        finally
        {
            _oneAtATime.Release();
        }
    }

    /// <summary>Newest first, from the entry before number <paramref name="before"/>.</summary>
    public async Task<IReadOnlyList<AuditRecord>> ReadAsync(long? before, int limit, CancellationToken cancellation)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellation);
        return await context.Audit.AsNoTracking().Where(a => before == null || a.Number < before).OrderByDescending(a => a.Number).Take(limit).ToListAsync(cancellation);
    }

    /// <returns>How many entries fit, and the number of the first that does not.</returns>
    public async Task<(long Entries, long? BrokenAt)> CheckAsync(CancellationToken cancellation)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellation);
        var (expected, number) = (Beginning, 0L);
        await foreach (var entry in context.Audit.AsNoTracking().OrderBy(a => a.Number).AsAsyncEnumerable().WithCancellation(cancellation))
        {
            if (entry.Number != number + 1 || entry.PreviousHash != expected || entry.Hash != HashOf(entry)) return (number, number + 1);
            (expected, number) = (entry.Hash, entry.Number);
        }

        return (number, null);
    }

    public void Dispose() => _oneAtATime.Dispose();

    /// <summary>SHA-256 of the entry as a JSON array in the order of <c>docs/formats/audit.md</c>, hex.</summary>
    internal static string HashOf(AuditRecord entry)
    {
        var buffer = new ArrayBufferWriter<byte>(512);
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartArray();
            json.WriteStringValue(entry.PreviousHash);
            json.WriteNumberValue(entry.Number);
            json.WriteStringValue(entry.Id);
            json.WriteNumberValue(entry.At.ToUnixTimeMilliseconds());
            foreach (var text in (string?[])[entry.UserId, entry.UserName, entry.KeyId, entry.Action, entry.Resource, entry.Detail]) json.WriteStringValue(text);
            json.WriteEndArray();
        }

        return Convert.ToHexStringLower(SHA256.HashData(buffer.WrittenSpan));
    }
}
