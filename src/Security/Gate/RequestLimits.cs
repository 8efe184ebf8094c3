using System.Threading.RateLimiting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Options;
using Onebox.Kernel;
using Onebox.Kernel.Access;
using Onebox.Security.Store;

namespace Onebox.Security.Gate;

/// <summary>Requests a minute of each caller, and sign-ins a minute of each address.</summary>
internal sealed class RequestLimits(IOptions<SecurityOptions> options) : IDisposable
{
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);

    private readonly PartitionedRateLimiter<(string Who, int Limit)> _requests = PartitionedRateLimiter.Create<(string Who, int Limit), (string, int)>(
        caller => Window(caller, caller.Limit));

    private readonly PartitionedRateLimiter<string> _signIns = PartitionedRateLimiter.Create<string, string>(
        address => Window(address, options.Value.SignInsPerMinute));

    /// <returns>Null when the caller may go on.</returns>
    public Problem? Count(Caller caller, KeyRecord? key)
    {
        var limit = Math.Min(key?.RequestsPerMinute ?? int.MaxValue, options.Value.RequestsPerMinute);
        using var lease = _requests.AttemptAcquire((caller.FairnessKey, limit));
        return lease.IsAcquired ? null : SecurityErrors.TooFast(RetryAfter(lease));
    }

    /// <exception cref="ProblemException"><c>access.too_many_requests</c>.</exception>
    public void CountSignIn(HttpContext http)
    {
        using var lease = _signIns.AttemptAcquire($"{http.Connection.RemoteIpAddress}");
        if (!lease.IsAcquired) throw SecurityErrors.TooFast(RetryAfter(lease)).ToException();
    }

    public void Dispose()
    {
        _requests.Dispose();
        _signIns.Dispose();
    }

    private static RateLimitPartition<TKey> Window<TKey>(TKey key, int limit)
        where TKey : notnull => RateLimitPartition.GetFixedWindowLimiter(key, _ => new FixedWindowRateLimiterOptions { PermitLimit = limit, Window = Minute, QueueLimit = 0 });

    private static TimeSpan RetryAfter(RateLimitLease lease) => lease.TryGetMetadata(MetadataName.RetryAfter, out var after) ? after : Minute;
}
